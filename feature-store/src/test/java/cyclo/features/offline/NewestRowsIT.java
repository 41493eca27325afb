package cyclo.features.offline;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.DuckDbConfig;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.Interval;
import cyclo.features.PostgresConfig;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan for newest rows that begins after any of its entities gives the rest, whatever the keys are, in every offline store. */
class NewestRowsIT {
    private static final Instant NOON = Instant.parse("2024-01-01T12:00:00Z");
    private static final Interval PERIOD = new Interval(NOON, NOON.plusSeconds(60));
    private static final List<Object> WORDS = Arrays.asList("", "a", "A", "ä", "z", "a b", "a'b", "\\", "Ω", "日本", "~", "aa", null);

    @TempDir private Path folder;

    @Test void theOrderOfWordsIsThatOfTheScan() {
        everyRest(List.of(Field.of("word", ValueType.STRING)), WORDS.stream().map(Arrays::asList).toList());
    }

    @Test void numbersBytesAndTimesToo() {
        everyRest(List.of(Field.of("n", ValueType.INT64)), List.of(List.of(Long.MIN_VALUE + 1), List.of(-1L), List.of(0L), List.of(Long.MAX_VALUE)));
        everyRest(List.of(Field.of("n", ValueType.INT32)), List.of(List.of(Integer.MIN_VALUE), List.of(-1), List.of(7), List.of(Integer.MAX_VALUE)));
        everyRest(List.of(Field.of("b", ValueType.BYTES)), List.of(List.of(new byte[0]), List.of(new byte[] {0}), List.of(new byte[] {-1, 39}),
                List.of(new byte[] {92})));
        everyRest(List.of(Field.of("t", ValueType.UNIX_TIMESTAMP)), List.of(List.of(Instant.parse("1900-01-01T00:00:00.9Z")), List.of(NOON.plusMillis(1)),
                List.of(Instant.parse("9999-12-31T23:59:59Z"))));
    }

    @Test void keysOfTwoColumnsWithNullsToo() {
        List<List<Object>> keys = new ArrayList<>();
        for (Object word : Arrays.asList("b", "a", null)) {
            for (Object number : Arrays.asList(2L, -1L, 11L, null)) {
                keys.add(Arrays.asList(word, number));
            }
        }
        everyRest(List.of(Field.of("word", ValueType.STRING), Field.of("number", ValueType.INT64)), keys);
    }

    private void everyRest(List<Field> keys, List<? extends List<?>> rows) {
        PostgresAddress postgres = TestServices.freshDatabase();
        PostgresConfig config = new PostgresConfig(postgres.host(), postgres.port(), postgres.database(), "offline", postgres.user(),
                postgres.password(), "disable");
        List<List<List<Object>>> found = new ArrayList<>();
        for (OfflineStore one : List.of(new PostgresOfflineStore(config), new DuckDbOfflineStore(new DuckDbConfig(folder.resolve(postgres.database()))))) {
            found.add(everyRest(one, keys, rows));
        }
        assertThat(found.get(0)).as("whatever the order of each").hasSameSizeAs(found.get(1));
        assertThat(printed(found.get(0))).containsExactlyInAnyOrderElementsOf(printed(found.get(1)));
    }

    private static List<List<Object>> everyRest(OfflineStore store, List<Field> keys, List<? extends List<?>> rows) {
        try (store) {
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                int at = i;
                columns.add(Column.of(keys.get(i).name(), keys.get(i).type(), rows.stream().map(row -> (Object) row.get(at)).collect(Collectors.toList())));
            }
            columns.add(Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, rows.stream().map(row -> NOON).toList()));
            List<String> names = keys.stream().map(Field::name).toList();
            store.load(new TableTarget("rows", names, "event_timestamp", Optional.empty(), TableTarget.Mode.MERGE),
                    TableStream.of(new Table(columns)), "a test");
            FeatureView view = FeatureView.of("view", keys, List.of(), Duration.ZERO, DataSource.table("source", "rows", "event_timestamp", Optional.empty()));
            long nulls = rows.stream().filter(row -> row.stream().anyMatch(Objects::isNull)).count();
            for (boolean inStore : List.of(false, true)) {
                List<List<Object>> all = keysOf(store, view, new NewestScope(PERIOD, inStore, Optional.empty()), nulls);
                assertThat(all).hasSize(rows.size() - (int) nulls);
                for (int i = 0; i < all.size(); i++) {
                    assertThat(printed(keysOf(store, view, new NewestScope(PERIOD, inStore, Optional.of(all.get(i))), nulls)))
                            .isEqualTo(printed(all.subList(i + 1, all.size())));
                }
            }
            assertThat(store.entities(view, PERIOD)).isNotNegative();
            assertThat(store.mark(view)).isPresent();
            assertThat(store.changedSince(view, PERIOD, store.mark(view).orElseThrow())).isFalse();
            return keysOf(store, view, NewestScope.of(PERIOD), nulls);
        }
    }

    private static List<List<Object>> keysOf(OfflineStore store, FeatureView view, NewestScope scope, long nulls) {
        List<List<Object>> keys = new ArrayList<>();
        assertThat(store.newest(view, scope, row -> keys.add(row.keys())).nullKeys()).isEqualTo(nulls);
        return keys;
    }

    private static List<String> printed(List<List<Object>> keys) {
        return keys.stream().map(key -> Arrays.deepToString(key.toArray())).toList();
    }
}
