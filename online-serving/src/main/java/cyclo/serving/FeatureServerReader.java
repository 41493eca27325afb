package cyclo.serving;

import cyclo.common.CycloException;
import cyclo.common.FileFault;
import cyclo.common.Sentence;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import cyclo.features.SelectedFeature;
import cyclo.features.types.TypeCodec;
import dev.feast.FeastClient;
import dev.feast.Row;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.types.ValueProto.Value;
import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Features of a feature server, over Feast's gRPC and through Feast's Java client. That client passes on statuses and values but no event
 * times: those of its lookups are 1970-01-01. Thread safe.
 */
final class FeatureServerReader implements OnlineReader {
    private final FeatureServerAddress address;
    private final FeatureSelection selection;
    private final List<String> references;
    private final Client client;

    private FeatureServerReader(FeatureServerAddress address, FeatureSelection selection, Client client) {
        this.address = address;
        this.selection = selection;
        this.references = selection.features().stream().map(SelectedFeature::reference).toList();
        this.client = client;
    }

    /**
     * Connects when it is first asked.
     *
     * @param deadline of each call
     * @throws CycloException (usage) if a feature of the selection is joined on another column than its view's, for which Feast's client has no words
     */
    static FeatureServerReader connect(FeatureServerAddress address, FeatureSelection selection, Duration deadline) {
        selection.features().stream().filter(feature -> !feature.joinKeyMap().isEmpty()).findFirst().ifPresent(feature -> {
            throw CycloException.usage("Cannot read '%s' of %s through FEATURE_SERVER: Feast's client cannot ask for join keys under other names (%s)."
                    + " Read the online store directly.", feature.reference(), selection.name(), feature.joinKeyMap());
        });
        ManagedChannel channel = Grpc.newChannelBuilder(address.toString(), credentials(address)).intercept(new Deadlines(deadline)).build();
        return new FeatureServerReader(address, selection, new Client(channel, address.token().map(BearerToken::new)));
    }

    @Override public OnlineFeatures read(List<Map<String, Object>> entities) {
        List<Row> asked = entities.stream().map(this::row).toList();
        List<Row> rows = call(() -> client.getOnlineFeatures(references, asked));
        if (rows.size() != entities.size()) {
            throw CycloException.unavailable("Cannot read features from the feature server at %s: it answers %d rows to %d entities.", address, rows.size(),
                    entities.size());
        }
        List<List<Lookup>> lookups = new ArrayList<>(rows.size());
        for (Row row : rows) {
            lookups.add(selection.features().stream().map(feature -> lookup(row, feature)).toList());
        }
        return new OnlineFeatures(selection.features(), lookups);
    }

    @Override public void close() {
        client.close();
    }

    private Row row(Map<String, Object> entity) {
        Row row = Row.create();
        selection.given().forEach((name, type) -> row.set(name, TypeCodec.toFeast(type, entity.get(name))));
        return row;
    }

    /** A server in Feast's compatibility says PRESENT also of what is null or not found. */
    private Lookup lookup(Row row, SelectedFeature feature) {
        FieldStatus status = row.getStatuses().getOrDefault(feature.outputName(), FieldStatus.NOT_FOUND);
        return switch (status) {
            case NOT_FOUND -> new Lookup.NotFound();
            case OUTSIDE_MAX_AGE -> new Lookup.Expired(null, Instant.EPOCH, Duration.ZERO, Duration.ZERO);
            case PRESENT -> value(row.getFields().get(feature.outputName()), feature.type(), feature)
                    .<Lookup>map(value -> new Lookup.Present(value, Instant.EPOCH)).orElseGet(() -> new Lookup.NullValue(Instant.EPOCH));
            default -> new Lookup.NullValue(Instant.EPOCH);
        };
    }

    private Optional<Object> value(Value value, ValueType type, SelectedFeature feature) {
        try {
            return TypeCodec.fromFeast(type, value);
        } catch (IllegalArgumentException e) {
            throw CycloException.refused("Cannot read '%s' from the feature server at %s: it answers %s. Let both read one registry.", feature.reference(),
                    address, e.getMessage(), e);
        }
    }

    private <T> T call(Supplier<T> work) {
        try {
            return work.get();
        } catch (StatusRuntimeException e) {
            String why = Sentence.ended(Optional.ofNullable(e.getStatus().getDescription()).orElse(e.getStatus().getCode().name()));
            throw switch (e.getStatus().getCode()) {
                case UNAUTHENTICATED, PERMISSION_DENIED -> CycloException.refused(
                        "Cannot read features from the feature server at %s: it asks for a token. Set FEATURE_SERVER_TOKEN.", address, e);
                case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, UNIMPLEMENTED, RESOURCE_EXHAUSTED -> CycloException.refused(
                        "Cannot read features from the feature server at %s: %s", address, why, e);
                default -> CycloException.unavailable("Cannot read features from the feature server at %s: %s Is it running (feature-server serve)?", address,
                        why, e);
            };
        }
    }

    private static ChannelCredentials credentials(FeatureServerAddress address) {
        if (address.authority().isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        try {
            return TlsChannelCredentials.newBuilder().trustManager(address.authority().get().toFile()).build();
        } catch (IOException e) {
            throw CycloException.usage("Cannot read FEATURE_SERVER_CA %s: %s.", address.authority().get(), FileFault.why(e), e);
        }
    }

    /** Feast's client with a channel of ours: its own knows no deadline. */
    private static final class Client extends FeastClient {
        Client(ManagedChannel channel, Optional<CallCredentials> token) {
            super(channel, token);
        }

        @Override public void close() {
            try {
                super.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new IllegalStateException("a channel closes", e);
            }
        }
    }
}
