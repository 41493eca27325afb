package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.types.ColumnCast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Views, their rows and entity rows of any kind, all from one seed: types, one, two or no join keys, lifetimes, equal times, exact duplicates, nulls, and
 * times where calendars are odd.
 */
final class RandomProject {
    private static final List<ValueType> KEYS = List.of(ValueType.INT64, ValueType.STRING, ValueType.INT32, ValueType.BYTES, ValueType.UNIX_TIMESTAMP);
    private static final List<ValueType> FEATURES = Arrays.stream(ValueType.values()).filter(type -> type != ValueType.NULL).toList();
    private static final List<Instant> BASES = List.of(RandomRows.START, Instant.parse("2024-03-31T00:59:00Z"), Instant.parse("2024-02-29T23:59:00Z"),
            Instant.parse("1969-12-31T23:59:00.000001Z"), Instant.parse("9999-12-31T23:50:00.999999Z"), Instant.parse("1883-11-18T17:00:00Z"));
    private static final List<Duration> TTLS = List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(7), Duration.ofSeconds(45), Duration.ofDays(3650));

    /** One view: its columns as they lie in the source, and whether its times are without a zone there. */
    record View(String name, List<Field> keys, List<Field> features, Duration ttl, boolean created, boolean naive, Map<String, String> mapping, Table rows) {
        String table() {
            return "rows_of_" + name;
        }

        FeatureView over(DataSource.Origin origin) {
            return FeatureView.of(name, keys, features, ttl, new DataSource(name + "_source", origin, "event_timestamp",
                    created ? Optional.of("made") : Optional.empty(), mapping, "", Map.of(), ""));
        }

        /** The columns of the view's fields and times, as every store should give them back. */
        PointInTimeJoin.History history() {
            int[] timed = IntStream.range(0, rows.rows()).filter(row -> !rows.column("event_timestamp").isNull(row)).toArray();
            Table there = rows.rows(timed);
            return new PointInTimeJoin.History(normalised(there, keys), there.column("event_timestamp"),
                    created ? Optional.of(there.column("made")) : Optional.empty(), normalised(there, features));
        }

        private List<Column> normalised(Table there, List<Field> fields) {
            Map<String, String> columns = new TreeMap<>();
            mapping.forEach((column, field) -> columns.put(field, column));
            return fields.stream().map(field -> ColumnCast.normalised(there.column(columns.getOrDefault(field.name(), field.name())))).toList();
        }
    }

    private final long seed;
    private final Random random;
    private final Instant base;
    private final List<View> views = new ArrayList<>();
    private final Table entities;

    RandomProject(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.base = BASES.get(random.nextInt(BASES.size()));
        Map<String, Field> keys = new LinkedHashMap<>();
        for (int i = random.nextInt(3) + 1; i > 0; i--) {
            views.add(view(i, keys));
        }
        entities = entities(keys);
    }

    List<View> views() {
        return views;
    }

    /** Keys, times and a column that has nothing to do with them. */
    Table entities() {
        return entities;
    }

    List<String> features() {
        return views.stream().flatMap(view -> view.features().stream().filter(feature -> !feature.name().endsWith("_unread"))
                .map(feature -> view.name() + ":" + feature.name())).toList();
    }

    private View view(int number, Map<String, Field> all) {
        String name = "v" + seed + "_" + number;
        List<Field> keys = new ArrayList<>();
        for (int i = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(2); i > 0; i--) {
            Field key = Field.of("k" + number + i, KEYS.get(random.nextInt(KEYS.size())));
            Field shared = all.isEmpty() || random.nextBoolean() ? key : all.values().iterator().next();
            if (keys.stream().noneMatch(shared::equals)) {
                keys.add(shared);
                all.put(shared.name(), shared);
            }
        }
        List<Field> features = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            features.add(Field.of("f" + number + i + (i > 1 && random.nextInt(3) == 0 ? "_unread" : ""), FEATURES.get(random.nextInt(FEATURES.size()))));
        }
        Map<String, String> mapping = random.nextInt(4) == 0 ? Map.of("source_" + features.get(0).name(), features.get(0).name()) : Map.of();
        boolean created = random.nextInt(3) > 0;
        return new View(name, keys, features, TTLS.get(random.nextInt(TTLS.size())), created, random.nextInt(3) == 0, mapping, rows(keys, features, created, mapping));
    }

    private Table rows(List<Field> keys, List<Field> features, boolean created, Map<String, String> mapping) {
        int count = random.nextInt(8) == 0 ? 0 : random.nextInt(300);
        List<Column> columns = new ArrayList<>();
        keys.forEach(key -> columns.add(RandomRows.column(random, key.name(), key.type(), count, 6)));
        columns.add(times("event_timestamp", count, 0.02));
        if (created) {
            columns.add(times("made", count, 0.1));
        }
        features.forEach(feature -> columns.add(odd(feature, count).named(mapping.containsKey("source_" + feature.name()) ? "source_" + feature.name()
                : feature.name())));
        Table rows = new Table(columns);
        // Some rows twice, and some with the times and keys of others.
        int[] twice = random.ints(count / 4L, 0, Math.max(1, count)).toArray();
        Table again = rows.rows(twice);
        return count == 0 ? rows : Table.concat(List.of(rows, again, changed(again, features, mapping)));
    }

    private Table changed(Table rows, List<Field> features, Map<String, String> mapping) {
        Table changed = rows;
        for (Field feature : features) {
            String name = mapping.containsKey("source_" + feature.name()) ? "source_" + feature.name() : feature.name();
            if (random.nextBoolean()) {
                changed = changed.with(odd(feature, rows.rows()).named(name));
            }
        }
        return changed;
    }

    private Table entities(Map<String, Field> keys) {
        int count = random.nextInt(12) == 0 ? 0 : random.nextInt(120);
        List<Column> columns = new ArrayList<>();
        keys.values().forEach(key -> columns.add(RandomRows.column(random, key.name(), key.type(), count, 7)));
        columns.add(times("event_timestamp", count, 0.03));
        columns.add(RandomRows.column(random, "label", ValueType.DOUBLE, count, 9));
        return new Table(columns);
    }

    /** On microseconds, within a minute, so that many are equal. */
    private Column times(String name, int count, double nulls) {
        Column.Builder times = Column.builder(name, ValueType.UNIX_TIMESTAMP, count);
        for (int row = 0; row < count; row++) {
            times.add(random.nextDouble() < nulls ? null : base.plusMillis(500L * random.nextInt(120)).plusNanos(1000L * random.nextInt(2)));
        }
        return times.build();
    }

    /** Also values on whose order engines differ: zeros with a sign, characters beyond and before the surrogates. */
    private Column odd(Field field, int count) {
        Column.Builder values = Column.builder(field.name(), field.type(), count);
        for (int row = 0; row < count; row++) {
            boolean odd = random.nextInt(6) == 0;
            values.add(random.nextInt(15) == 0 ? null : !odd ? RandomRows.value(random, field.type(), 5) : switch (field.type()) {
                case DOUBLE -> random.nextBoolean() ? -0.0 : 0.0;
                case FLOAT -> random.nextBoolean() ? -0f : 0f;
                case DOUBLE_LIST -> List.of(random.nextBoolean() ? -0.0 : 0.0);
                case STRING -> List.of("\uFFFD", "\uD83D\uDE00", "\uDBFF\uDFFF\uE000", "\uE000", "\uD7FF").get(random.nextInt(5));
                case STRING_LIST -> List.of(random.nextBoolean() ? "\uFFFD" : "\uD83D\uDE00");
                case BYTES -> new byte[] {(byte) random.nextInt(256)};
                default -> RandomRows.value(random, field.type(), 50);
            });
        }
        return values.build();
    }
}
