package cyclo.featureserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.common.web.WebAddress;
import cyclo.features.FeatureStore;
import cyclo.featureserver.ReadObserver;
import cyclo.featureserver.http.Compatibility;
import cyclo.featureserver.http.FeastMetrics;
import cyclo.featureserver.http.GoldenProject;
import cyclo.featureserver.http.ServeSettings;
import dev.feast.FeastClient;
import dev.feast.Row;
import dev.feast.SecurityConfig;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feast's own Java client, and Feast's own messages, against our gRPC. */
class GrpcServerIT {
    private static final Clock THAT_DAY = Clock.fixed(Instant.parse("2024-01-02T01:00:00Z"), ZoneOffset.UTC);
    @TempDir private Path folder;

    private static ServeSettings settings(Compatibility compatibility, Optional<String> token, int maxEntities) {
        return new ServeSettings(new WebAddress("127.0.0.1", 0, token), compatibility, Duration.ZERO, Optional.empty(), 1 << 20, maxEntities, 1000, 1,
                false, Optional.empty(), Duration.ofSeconds(5));
    }

    private static OnlineAnswers answers(FeatureStore store, ServeSettings settings) {
        return new OnlineAnswers(store, THAT_DAY, settings, new FeastMetrics(new SimpleMeterRegistry()), ReadObserver.NONE);
    }

    private static GrpcServer serve(FeatureStore store, ServeSettings settings) {
        return GrpcServer.start(settings.address(), settings, answers(store, settings), () -> true);
    }

    @Test void theAnswersAreFeastsByteForByteInItsCompatibility() throws Exception {
        int compared = 0;
        try (FeatureStore store = GoldenProject.open(folder, THAT_DAY)) {
            OnlineAnswers answers = answers(store, settings(Compatibility.FEAST, Optional.empty(), 100));
            for (JsonNode golden : Json.read(GoldenProject.GOLDEN.resolve("proto/serving_messages.json"))) {
                GetOnlineFeaturesRequest request = GetOnlineFeaturesRequest.parseFrom(HexFormat.of().parseHex(golden.get("request_hex").asText()));
                byte[] answer = answers.answer(request);
                assertThat(GetOnlineFeaturesResponse.parseFrom(answer)).hasToString(golden.get("response_text").asText());
                assertThat(HexFormat.of().formatHex(answer)).isEqualTo(golden.get("response_hex").asText());
                compared++;
            }
        }
        assertThat(compared).isEqualTo(3);
    }

    @Test void feastsJavaClientReadsFeaturesWithTruthfulStatuses() throws Exception {
        try (FeatureStore store = GoldenProject.open(folder, THAT_DAY); GrpcServer server = serve(store, settings(Compatibility.CYCLO, Optional.empty(), 100));
                FeastClient client = FeastClient.create("127.0.0.1", server.port())) {
            List<Row> rows = client.getOnlineFeatures(List.of("driver_stats:conv_rate", "driver_stats:avg_daily_trips"),
                    List.of(Row.create().set("driver_id", 1001L), Row.create().set("driver_id", 4242L)), "driver_ranking");
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0).getFloat("conv_rate")).isEqualTo(0.3f);
            assertThat(rows.get(0).getInt("avg_daily_trips")).isEqualTo(103);
            assertThat(rows.get(0).getStatus("conv_rate")).isEqualTo(FieldStatus.PRESENT);
            assertThat(rows.get(1).getStatus("conv_rate")).isEqualTo(FieldStatus.NOT_FOUND);
            assertThat(client.getFeastServingInfo().getVersion()).isNotEmpty();
        }
    }

    @Test void whatIsWrongIsToldWithASentence() throws Exception {
        try (FeatureStore store = GoldenProject.open(folder, THAT_DAY); GrpcServer server = serve(store, settings(Compatibility.CYCLO, Optional.empty(), 1));
                FeastClient client = FeastClient.create("127.0.0.1", server.port())) {
            Row one = Row.create().set("driver_id", 1001L);
            assertThatThrownBy(() -> client.getOnlineFeatures(List.of("driver_stat:conv_rate"), List.of(one), "driver_ranking"))
                    .isInstanceOf(StatusRuntimeException.class).hasMessageContaining("INVALID_ARGUMENT").hasMessageContaining("driver_stats");
            assertThatThrownBy(() -> client.getOnlineFeatures(List.of("driver_stats:conv_rate"), List.of(one, one), "driver_ranking"))
                    .isInstanceOf(StatusRuntimeException.class).hasMessageContaining("ask for at most 1");
            assertThatThrownBy(() -> client.getOnlineFeatures(List.of("driver_stats:conv_rate"), List.of(Row.create().set("driver", 1L)), "driver_ranking"))
                    .isInstanceOf(StatusRuntimeException.class).hasMessageContaining("gives no 'driver_id'");
        }
    }

    @Test void whoHasNoTokenIsNotLetIn() throws Exception {
        ServeSettings settings = settings(Compatibility.CYCLO, Optional.of("secret"), 10);
        List<Row> rows = List.of(Row.create().set("driver_id", 1001L));
        try (FeatureStore store = GoldenProject.open(folder, THAT_DAY); GrpcServer server = serve(store, settings);
                FeastClient stranger = FeastClient.create("127.0.0.1", server.port());
                FeastClient friend = FeastClient.createSecure("127.0.0.1", server.port(),
                        SecurityConfig.newBuilder().setTLSEnabled(false).setCertificatePath(Optional.empty()).setCredentials(Optional.of(bearer("secret"))).build())) {
            assertThatThrownBy(() -> stranger.getOnlineFeatures(List.of("driver_stats:conv_rate"), rows, "driver_ranking"))
                    .isInstanceOf(StatusRuntimeException.class).hasMessageContaining("UNAUTHENTICATED");
            assertThat(friend.getOnlineFeatures(List.of("driver_stats:conv_rate"), rows, "driver_ranking").get(0).getFloat("conv_rate")).isEqualTo(0.3f);
        }
    }

    @Test void brokenMessagesAndTimesBeyondAllTakeNoPlaceForGood() throws Exception {
        ServeSettings settings = settings(Compatibility.CYCLO, Optional.empty(), 10);
        try (FeatureStore store = GoldenProject.open(folder, THAT_DAY); GrpcServer server = serve(store, settings)) {
            ManagedChannel channel = ManagedChannelBuilder.forTarget(server.target()).usePlaintext().build();
            MethodDescriptor<byte[], byte[]> method = Messages.method("feast.serving.ServingService/GetOnlineFeatures");
            try {
                for (int call = 0; call < 2_100; call++) {
                    assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, new byte[] {-1, -1, -1}))
                            .isInstanceOf(StatusRuntimeException.class).hasMessageContaining("INVALID_ARGUMENT: Cannot read the request: it is no such message");
                }
                GetOnlineFeaturesRequest late = GetOnlineFeaturesRequest.newBuilder()
                        .setFeatures(FeatureList.newBuilder().addVal("driver_stats:conv_rate"))
                        .putEntities("driver_id", RepeatedValue.newBuilder().addVal(Value.newBuilder().setUnixTimestampVal(Long.MAX_VALUE)).build()).build();
                assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, late.toByteArray()))
                        .isInstanceOf(StatusRuntimeException.class).hasMessageContaining("INVALID_ARGUMENT");
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static CallCredentials bearer(String token) {
        return new CallCredentials() {
            @Override public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
                Metadata headers = new Metadata();
                headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
                applier.apply(headers);
            }
        };
    }
}
