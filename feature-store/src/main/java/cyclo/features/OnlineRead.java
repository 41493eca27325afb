package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Sentence;
import cyclo.common.Suggestion;
import cyclo.common.table.ValueType;
import cyclo.features.online.OnlineStore;
import cyclo.features.online.StoredRow;
import cyclo.features.online.ViewFeatures;
import cyclo.features.online.ViewRead;
import cyclo.features.types.ColumnCast;
import cyclo.features.types.TypeCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers a selection from the online store, in one round trip. Immutable: made once per selection, used for any number of requests. */
final class OnlineRead {
    private static final Lookup NOT_FOUND = new Lookup.NotFound();

    private final ReadPlan plan;
    private final List<OnlineKeys> keys;
    private final List<ViewFeatures> views;
    private final Map<String, ValueType> given;

    OnlineRead(ReadPlan plan) {
        this.plan = plan;
        this.keys = plan.parts().stream().map(part -> new OnlineKeys(part.view())).toList();
        this.views = plan.parts().stream().map(part -> ViewFeatures.of(part.view(), part.features())).toList();
        this.given = plan.selection().given();
    }

    OnlineFeatures run(OnlineStore store, List<Map<String, Object>> requested, Instant now) {
        List<Map<String, Object>> rows = new ArrayList<>(requested.size());
        for (int row = 0; row < requested.size(); row++) {
            rows.add(checked(requested.get(row), row));
        }
        List<Answers> answers = read(store, rows, now);
        List<List<Lookup>> lookups = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            List<Lookup> one = new ArrayList<>(plan.origins().size());
            for (int i = 0; i < plan.origins().size(); i++) {
                one.add(lookup(plan.origins().get(i), plan.selection().features().get(i), answers, rows.get(row), row, now));
            }
            lookups.add(one);
        }
        return new OnlineFeatures(plan.selection().features(), lookups, (row, feature) -> plan.origins().get(feature) instanceof ReadPlan.Stored stored
                ? answers.get(stored.part()).bytes(row, stored.feature()) : Optional.empty());
    }

    /** What one view part answered: for each entity row the index of its key's answer, or -1 for a null key. */
    private record Answers(ReadPlan.ViewPart part, int[] rows, List<List<Lookup>> lookups, List<StoredRow> stored) {
        Lookup at(int row, int feature) {
            return rows[row] < 0 ? NOT_FOUND : lookups.get(rows[row]).get(feature);
        }

        Optional<byte[]> bytes(int row, int feature) {
            return rows[row] < 0 ? Optional.empty() : stored.get(rows[row]).values().get(feature);
        }
    }

    private List<Answers> read(OnlineStore store, List<Map<String, Object>> rows, Instant now) {
        List<ViewRead> reads = new ArrayList<>();
        List<int[]> indices = new ArrayList<>();
        for (int i = 0; i < plan.parts().size(); i++) {
            ReadPlan.ViewPart part = plan.parts().get(i);
            List<byte[]> wanted = new ArrayList<>();
            int[] index = new int[rows.size()];
            for (int row = 0; row < rows.size(); row++) {
                List<Object> values = new ArrayList<>();
                for (String column : part.keyColumns()) {
                    values.add(rows.get(row).get(column));
                }
                Optional<byte[]> key = keys.get(i).encode(values);
                index[row] = key.isPresent() ? wanted.size() : -1;
                key.ifPresent(wanted::add);
            }
            reads.add(new ViewRead(views.get(i), wanted));
            indices.add(index);
        }
        List<List<StoredRow>> stored = reads.isEmpty() ? List.of() : store.read(reads);
        List<Answers> answers = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            ReadPlan.ViewPart part = plan.parts().get(i);
            List<List<Lookup>> known = new ArrayList<>(stored.get(i).size());
            for (StoredRow row : stored.get(i)) {
                known.add(lookups(part, row, now));
            }
            answers.add(new Answers(part, indices.get(i), known, stored.get(i)));
        }
        return answers;
    }

    private static List<Lookup> lookups(ReadPlan.ViewPart part, StoredRow row, Instant now) {
        List<Lookup> lookups = new ArrayList<>(part.features().size());
        Duration ttl = Duration.ofSeconds(part.view().ttl().toSeconds());
        boolean expired = !ttl.isZero() && row.eventTime().filter(time -> isOlder(time, now, ttl.toSeconds())).isPresent();
        for (int i = 0; i < part.features().size(); i++) {
            Field feature = part.features().get(i);
            Optional<byte[]> bytes = row.values().get(i);
            if (row.eventTime().isEmpty() || bytes.isEmpty()) {
                lookups.add(NOT_FOUND);
                continue;
            }
            Instant eventTime = row.eventTime().get();
            Optional<Object> value = decoded(part, feature, bytes.get());
            lookups.add(value.isEmpty() ? new Lookup.NullValue(eventTime)
                    : expired ? new Lookup.Expired(value.get(), eventTime, Duration.between(eventTime, now), ttl)
                    : new Lookup.Present(value.get(), eventTime));
        }
        return lookups;
    }

    /** Whole seconds first: Duration.between throws and catches inside when times are centuries apart, for each value of each request. */
    private static boolean isOlder(Instant time, Instant now, long seconds) {
        long age = now.getEpochSecond() - time.getEpochSecond();
        return age > seconds || age == seconds && now.getNano() > time.getNano();
    }

    private static Optional<Object> decoded(ReadPlan.ViewPart part, Field feature, byte[] bytes) {
        try {
            return TypeCodec.fromBytes(feature.type(), bytes);
        } catch (IllegalArgumentException e) {
            throw CycloException.refused("Cannot read feature '%s:%s' online: Redis holds %s. Materialize the view again.", part.view().name(), feature.name(),
                    e.getMessage(), e);
        }
    }

    private Lookup lookup(ReadPlan.Origin origin, SelectedFeature feature, List<Answers> answers, Map<String, Object> row, int at, Instant now) {
        if (origin instanceof ReadPlan.Stored stored) {
            return answers.get(stored.part()).at(at, stored.feature());
        }
        if (origin instanceof ReadPlan.Given given) {
            Object value = TypeCodec.normalised(this.given.get(given.column()), row.get(given.column()));
            return value == null ? new Lookup.NullValue(now) : new Lookup.Present(value, now);
        }
        ReadPlan.Computed computed = (ReadPlan.Computed) origin;
        List<Lookup> inputs = computed.inputs().stream().map(input -> lookup(input, feature, answers, row, at, now)).toList();
        try {
            Object value = computed.expression().evaluate(inputs.stream().map(input -> input.usable().orElse(null)).toArray());
            return value == null ? inputs.stream().filter(NOT_FOUND::equals).findFirst().orElse(new Lookup.NullValue(now)) : new Lookup.Present(value, now);
        } catch (IllegalArgumentException e) {
            throw CycloException.refused("Cannot compute '%s': %s", feature.reference(), Sentence.ended(e.getMessage()), e);
        }
    }

    private Map<String, Object> checked(Map<String, Object> row, int number) {
        Map<String, Object> typed = new HashMap<>();
        given.forEach((name, type) -> {
            if (!row.containsKey(name)) {
                throw CycloException.usage("Cannot read features: row %d has no '%s'.%s", number + 1, name, Suggestion.sentence(name, row.keySet()));
            }
            try {
                typed.put(name, ColumnCast.value(row.get(name), type));
            } catch (IllegalArgumentException e) {
                throw CycloException.usage("Cannot read features: '%s' of row %d: %s", name, number + 1, Sentence.ended(e.getMessage()), e);
            }
        });
        return typed;
    }
}
