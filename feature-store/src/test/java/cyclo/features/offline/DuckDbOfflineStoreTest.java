package cyclo.features.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.DuckDbConfig;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.files.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DuckDbOfflineStoreTest extends OfflineStoreContract {
    @Override OfflineStore open(Path project) {
        return new DuckDbOfflineStore(new DuckDbConfig(project));
    }

    @Test void aFolderOfPartitionsIsReadWithTheColumnsOfItsPath() throws SQLException {
        try (Connection connection = DuckDb.open(); Statement sql = connection.createStatement()) {
            sql.execute("COPY (SELECT '007' AS city, TIMESTAMPTZ '2024-01-01 12:00:00Z' AS t, i AS n FROM generate_series(1, 3) AS s(i)) TO "
                    + DuckDb.quoted(folder.resolve("by_city").toString()) + " (FORMAT parquet, PARTITION_BY (city))");
        }
        FeatureView view = FeatureView.of("v", List.of(Field.of("city", ValueType.STRING)), List.of(Field.of("n", ValueType.INT64)), Duration.ZERO,
                new DataSource("s", new DataSource.File(Path.of("by_city")), "t", Optional.empty(), Map.of(), "", Map.of(), ""));
        assertThat(open(folder).history(view, view.features(), Optional.empty(), NOON).keys().get(0).value(0)).isEqualTo("007");
        assertThatThrownBy(() -> open(folder).append(view.source(), List.of("city"), Table.of(), Table.of())).isInstanceOf(CycloException.class);
    }

    @Test void writersOfOneTableWaitForEachOther() {
        OfflineStore store = open(folder);
        IntStream.range(0, 16).parallel().forEach(i -> store.load(STATS, TableStream.of(stats(row(i, 0, 10, i))), "a test"));
        assertThat(store.rows("stats")).isEqualTo(16);
    }

    @Test void aLoadThatFailsLeavesTheOldFileAndNothingBesideIt() throws IOException {
        OfflineStore store = open(folder);
        load(stats(row(1, 0, 10, 0.1)));
        Table text = Table.of(Column.of("driver_id", ValueType.STRING, List.of("x")), Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(NOON)),
                Column.of("created", ValueType.UNIX_TIMESTAMP, List.of(NOON)));
        assertThatThrownBy(() -> load(text)).isInstanceOf(CycloException.class).hasMessageContaining("Could not convert string 'x'");
        assertThat(store.query("SELECT rate FROM stats").column("rate").value(0)).isEqualTo(0.1);
        try (Stream<Path> files = Files.list(folder.resolve(DuckDbConfig.TABLES))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("stats.parquet", ".stats.parquet.lock");
        }
    }

    @Test void aTableIsReadByASourceHoweverItIsNamed() {
        DataSource stats = DataSource.table("s", "stats", "t", Optional.empty());
        assertThat(List.of("stats", "\"stats\"", "other/../stats")).allMatch(table -> open(folder).isRead(table, stats));
        assertThat(open(folder).isRead("stats2", stats)).isFalse();
        for (String file : List.of("offline/stats.parquet", "./offline", folder.resolve("offline/stats.parquet").toString())) {
            DataSource files = new DataSource("s", new DataSource.File(Path.of(file)), "t", Optional.empty(), Map.of(), "", Map.of(), "");
            assertThat(open(folder).isRead("stats", files)).as(file).isTrue();
        }
    }

    @Test void aTableOutsideItsFolderIsRefused() {
        assertThatThrownBy(() -> open(folder).rows("../feature_store")).isInstanceOf(CycloException.class).hasMessageContaining("would not lie in");
    }
}
