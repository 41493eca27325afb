package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.offline.TableTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The test of the whole idea: join offline at time t, materialize up to t into a fresh project, read online with the clock at t, and
 * the values are equal; for all types, with ties, corrections, nulls, lifetimes and on-demand features.
 */
class OfflineEqualsOnlineIT {
    private static final int TIMES = 40;
    private static final int ENTITIES_PER_TIME = 25;
    private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");
    private static final List<Field> EVERY_TYPE = Arrays.stream(ValueType.values()).filter(type -> type != ValueType.NULL)
            .map(type -> Field.of("f_" + type.name().toLowerCase(Locale.ROOT), type)).toList();

    @Test void whatIsJoinedAtATimeIsWhatIsServedAtThatTime() {
        Random random = new Random(20131215);
        TestProject project = TestProject.fresh();
        Definitions definitions = definitions();
        load(project, random, definitions);
        project.apply(definitions);
        int compared = 0;
        int known = 0;
        for (int i = 0; i < TIMES; i++) {
            Instant time = RandomRows.START.plusMillis(500L * random.nextInt(260));
            Table entities = entities(random, time);
            TestProject fresh = project.sibling();
            fresh.apply(definitions);
            try (FeatureStore store = fresh.open(time)) {
                FeatureSelection wanted = store.service("everything", true);
                Table joined = store.historical(entities, wanted, HistoricalOptions.standard()).table();
                store.materialize(List.of(), BEGINNING, time);
                OnlineFeatures read = store.online(rows(entities), wanted);
                for (int row = 0; row < entities.rows(); row++) {
                    for (int feature = 0; feature < wanted.features().size(); feature++) {
                        Object offline = joined.column(wanted.features().get(feature).outputName()).value(row);
                        Object online = read.lookup(row, feature).usable().orElse(null);
                        assertThat(GoldenFeast.same(offline, online)).as("%s of %s at %s: offline %s, online %s (%s)", wanted.features().get(feature).reference(),
                                entities.row(row), time, shown(offline), shown(online), read.lookup(row, feature)).isTrue();
                        compared++;
                        known += offline == null ? 0 : 1;
                    }
                }
                store.online().removeProject();
            }
        }
        assertThat(compared).isEqualTo(TIMES * ENTITIES_PER_TIME * (2 * EVERY_TYPE.size() + 2 + 1 + 4));
        assertThat(known).isBetween(compared / 4, compared);
    }

    private static Definitions definitions() {
        Field a = Field.of("a", ValueType.INT64);
        Field b = Field.of("b", ValueType.STRING);
        Field c = Field.of("c", ValueType.UNIX_TIMESTAMP);
        Field d = Field.of("d", ValueType.BYTES);
        FeatureView all = FeatureView.of("all_types", List.of(a, b), EVERY_TYPE, Duration.ofSeconds(45),
                DataSource.table("all_source", "all_types", "event_timestamp", Optional.of("created")));
        FeatureView plain = FeatureView.of("plain", List.of(c), EVERY_TYPE, Duration.ZERO,
                new DataSource("plain_source", new DataSource.Query("SELECT * FROM plain_types WHERE true;"), "event_timestamp", Optional.empty(),
                        Map.of("raw_bool", "f_bool"), "", Map.of(), ""));
        FeatureView fixed = FeatureView.of("fixed", List.of(d), List.of(Field.of("x", ValueType.DOUBLE), Field.of("y", ValueType.INT32)), Duration.ZERO,
                new DataSource("fixed_source", new DataSource.Static("fixed_types", DataSource.ALWAYS), "event_timestamp", Optional.empty(), Map.of(), "", Map.of(),
                        ""));
        FeatureView world = FeatureView.of("world", List.of(), List.of(Field.of("w", ValueType.INT64)), Duration.ofSeconds(5),
                DataSource.table("world_source", "world_types", "event_timestamp", Optional.empty()));
        OnDemandView computed = new OnDemandView("computed", List.of(projection(all), projection(fixed)), List.of(Field.of("asked", ValueType.UNIX_TIMESTAMP),
                Field.of("factor", ValueType.FLOAT)), List.of(
                        computed("half", ValueType.DOUBLE, "f_double / 2 + coalesce(x, 1)"), computed("local_hour", ValueType.INT64, "hour(asked, 'America/New_York')"),
                        computed("many", ValueType.BOOL, "f_int32 > 0 ? factor > 0.5 : a % 2 == 0"),
                        computed("since", ValueType.DOUBLE, "seconds_between(f_unix_timestamp, asked)")), "", Map.of(), "");
        return new Definitions("", List.of(a, b, c, d).stream().map(key -> new Entity(key.name(), key, "", Map.of(), "")).toList(),
                List.of(all.source(), plain.source(), fixed.source(), world.source()), List.of(), List.of(all, plain, fixed, world), List.of(computed),
                List.of(new FeatureService("everything", List.of(projection(all), projection(plain), projection(fixed), projection(world),
                        new Projection("computed", List.of("half", "local_hour", "many", "since"), Optional.empty(), Map.of())), "", Map.of(), "")));
    }

    private static Projection projection(FeatureView view) {
        return new Projection(view.name(), view.features().stream().map(Field::name).toList(), Optional.empty(), Map.of());
    }

    private static OnDemandView.Computed computed(String name, ValueType type, String expression) {
        return new OnDemandView.Computed(Field.of(name, type), Optional.of(expression));
    }

    private static void load(TestProject project, Random random, Definitions definitions) {
        int rows = 4000;
        List<Column> all = new ArrayList<>(features(random, rows, "f_bool"));
        all.add(RandomRows.column(random, "a", ValueType.INT64, rows, 10));
        all.add(RandomRows.column(random, "b", ValueType.STRING, rows, 5));
        all.add(RandomRows.times(random, rows, 0.01).named("event_timestamp"));
        all.add(RandomRows.times(random, rows, 0.02).named("created"));
        project.load("all_types", List.of("a", "b"), Optional.of("created"), new Table(all));
        List<Column> plain = new ArrayList<>(features(random, rows, "raw_bool"));
        plain.add(RandomRows.column(random, "c", ValueType.UNIX_TIMESTAMP, rows, 40));
        plain.add(RandomRows.times(random, rows, 0).named("event_timestamp"));
        project.load("plain_types", List.of("c"), Optional.empty(), new Table(plain));
        project.offline().load(new TableTarget("fixed_types", List.of("d"), "", Optional.empty(),
                TableTarget.Mode.REPLACE), TableStream.of(Table.of(RandomRows.column(random, "d", ValueType.BYTES, 30, 12),
                        RandomRows.column(random, "x", ValueType.DOUBLE, 30, 10), RandomRows.column(random, "y", ValueType.INT64, 30, 10))),
                "rows of a test");
        project.sql("UPDATE fixed_types SET y = NULL WHERE y NOT BETWEEN -2147483648 AND 2147483647");
        project.load("world_types", List.of(), Optional.empty(), Table.of(RandomRows.times(random, 60, 0).named("event_timestamp"),
                RandomRows.column(random, "w", ValueType.INT64, 60, 30)));
    }

    private static List<Column> features(Random random, int rows, String bool) {
        return EVERY_TYPE.stream().map(field -> RandomRows.column(random, field.name().equals("f_bool") ? bool : field.name(), field.type(), rows, 9)).toList();
    }

    private static Table entities(Random random, Instant time) {
        Instant[] times = new Instant[ENTITIES_PER_TIME];
        Arrays.fill(times, time);
        return Table.of(RandomRows.column(random, "a", ValueType.INT64, ENTITIES_PER_TIME, 10), RandomRows.column(random, "b", ValueType.STRING, ENTITIES_PER_TIME, 5),
                RandomRows.column(random, "c", ValueType.UNIX_TIMESTAMP, ENTITIES_PER_TIME, 40), RandomRows.column(random, "d", ValueType.BYTES, ENTITIES_PER_TIME, 12),
                Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, Arrays.asList(times)),
                RandomRows.column(random, "asked", ValueType.UNIX_TIMESTAMP, ENTITIES_PER_TIME, 30), RandomRows.column(random, "factor", ValueType.FLOAT,
                        ENTITIES_PER_TIME, 5));
    }

    private static List<Map<String, Object>> rows(Table entities) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int row = 0; row < entities.rows(); row++) {
            rows.add(new LinkedHashMap<>(entities.row(row)));
        }
        return Collections.unmodifiableList(rows);
    }

    private static Object shown(Object value) {
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : value;
    }
}
