package cyclo.local;

import cyclo.common.CycloException;
import cyclo.common.Env;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What the offline store of the flights project knows, for the tables that the demo prints. */
final class Departures implements AutoCloseable {
    /**
     * A flight, and how it ended.
     *
     * @param tailnum null when the source does not tell it
     * @param arrivalDelay in minutes; empty when it was cancelled or diverted
     */
    record Flight(String carrier, String origin, String dest, String tailnum, Instant scheduled, double distance, OptionalDouble arrivalDelay) {}

    private final Connection connection;

    private Departures(Connection connection) {
        this.connection = connection;
    }

    static Departures open(Env env) {
        String url = "jdbc:postgresql://%s:%s/%s?currentSchema=flights".formatted(
                env.text("POSTGRES_HOST", ""), env.text("POSTGRES_PORT", "5432", ""), env.text("POSTGRES_DATABASE", "cyclo", ""));
        try {
            return new Departures(DriverManager.getConnection(url, env.text("POSTGRES_USER", ""), env.find("POSTGRES_PASSWORD").orElse("")));
        } catch (SQLException e) {
            throw CycloException.unavailable("Cannot reach PostgreSQL at %s: %s.", url, e.getMessage(), e);
        }
    }

    /** The first flights whose prediction is due from {@code moment} on. */
    List<Flight> nextAfter(Instant moment, int count) {
        final String sql = """
                select carrier, origin, dest, tailnum, sched_dep, distance, arr_delay from departures
                where event_timestamp >= ? order by event_timestamp, flight_id limit ?""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setTimestamp(1, Timestamp.from(moment));
            statement.setInt(2, count);
            try (ResultSet rows = statement.executeQuery()) {
                List<Flight> flights = new ArrayList<>();
                while (rows.next()) {
                    double delay = rows.getDouble(7);
                    OptionalDouble known = rows.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(delay);
                    flights.add(new Flight(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4),
                            rows.getTimestamp(5).toInstant(), rows.getDouble(6), known));
                }
                return flights;
            }
        } catch (SQLException e) {
            throw CycloException.unavailable("Cannot read the departures: %s.", e.getMessage(), e);
        }
    }

    long onDay(LocalDate day) {
        return number("select count(*) from departures where (sched_dep at time zone 'America/New_York')::date = '%s'".formatted(day));
    }

    Map<String, Long> rows(List<String> tables) {
        Map<String, Long> rows = new LinkedHashMap<>();
        tables.forEach(table -> rows.put(table, number("select count(*) from " + table)));
        return rows;
    }

    private long number(String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql); ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw CycloException.unavailable("Cannot read the offline store: %s.", e.getMessage(), e);
        }
    }

    @Override public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw CycloException.unavailable("Cannot close the connection to PostgreSQL: %s.", e.getMessage(), e);
        }
    }
}
