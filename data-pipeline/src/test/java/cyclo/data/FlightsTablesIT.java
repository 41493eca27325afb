package cyclo.data;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.data.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of examples/flights, held against slow and obvious SQL. */
class FlightsTablesIT {
    private static final List<String> TABLES =
            List.of("departures", "weather_hourly", "origin_stats", "dest_stats", "route_stats", "aircraft_last", "aircraft");

    @TempDir private Path folder;

    @Test void everyWindowHoldsWhatWasKnownAtItsTimeAndNothingLater() throws Exception {
        ProjectFolder project = flights("as-is").ingest().transform();
        try (Engine engine = engine(project)) {
            assertThat(engine.row("select count(*) n, count(distinct flight_id) ids, max(flight_id) last, count(*) - count(arr_delay) unknown, "
                    + "count(*) - count(tailnum) nameless from departures").values()).map(Object::toString)
                    .containsExactly("336776", "336776", "336776", "9430", "2512");
            assertThat(differences(engine, "origin_stats", "mean_dep_delay_3h", "departures_3h", "dep_delay", "departed_at", "3 hours", "origin")).isZero();
            assertThat(differences(engine, "dest_stats", "mean_arr_delay_6h", "arrivals_6h", "arr_delay", "arrived_at", "6 hours", "dest")).isZero();
            assertThat(differences(engine, "route_stats", "mean_arr_delay_30d", "arrivals_30d", "arr_delay", "arrived_at", "30 days",
                    "origin", "dest", "carrier")).isZero();
            assertThat(engine.count("select count(*) from aircraft_last a left join trips t on t.tailnum = a.tailnum and t.arrived_at = a.event_timestamp "
                    + "where t.arr_delay is distinct from a.last_arr_delay")).isZero();
            assertThat(engine.count("select count(*) from trips where arr_delay is not null and arrived_at <= departed_at")).isZero();
        }
    }

    @Test void theOrderOfRowsInTheFilesDoesNotMatter() throws Exception {
        ProjectFolder one = flights("one").ingest().transform();
        ProjectFolder other = flights("other").parquet("data/flights.parquet",
                "select * from '" + one.path().resolve("data/flights.parquet") + "' order by hash(flight, time_hour, minute)").ingest().transform();
        try (Engine engine = Engine.open(folder, 1L << 30)) {
            for (String table : TABLES) {
                engine.view("one", one.work().read("transform").resolve(table + ".parquet"));
                engine.view("other", other.work().read("transform").resolve(table + ".parquet"));
                List<String> same = engine.columns("one").keySet().stream().map(column -> column + " is not distinct from other_" + column).toList();
                assertThat(engine.count("select count(*) from one positional join (select columns(*) as 'other_\\0' from other) where not ("
                        + String.join(" and ", same) + ")")).as(table).isZero();
            }
        }
    }

    /** Of every 997th row or so, those that a look at all flights of the window contradicts. */
    private static long differences(Engine engine, String table, String mean, String count, String value, String time, String window, String... keys)
            throws SQLException {
        String same = String.join(" and ", Stream.of(keys).map(key -> "t." + key + " = s." + key).toList());
        return engine.count("""
                select count(*) from (
                    select any_value(s.%2$s) as mean, any_value(s.%3$s) as n, avg(t.%4$s) as true_mean, count(*) as true_n
                    from (select * from %1$s where hash(event_timestamp) %% 997 = 0) s
                    join trips t on %6$s and t.%4$s is not null and t.%5$s between s.event_timestamp - interval %7$s and s.event_timestamp
                    group by s.event_timestamp, %8$s)
                where abs(mean - true_mean) > 1e-9 or n <> true_n""".formatted(table, mean, count, value, time, same, window,
                String.join(", ", Stream.of(keys).map(key -> "s." + key).toList())));
    }

    private static Engine engine(ProjectFolder project) throws SQLException, IOException {
        Engine engine = Engine.open(project.path(), 1L << 30);
        try (Stream<Path> files = Files.list(project.work().read("transform"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
                engine.view(file.getFileName().toString().replace(".parquet", ""), file);
            }
        }
        return engine;
    }

    private ProjectFolder flights(String name) throws IOException {
        Path from = Path.of("..", "examples", "flights");
        ProjectFolder project = new ProjectFolder(folder.resolve(name));
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                project.file(from.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return project;
    }
}
