package cyclo.benchmarks;

import cyclo.common.CycloException;
import cyclo.features.EntityRows;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalOptions;
import cyclo.features.files.DuckDb;
import cyclo.features.files.TableFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;

/** Point-in-time join on PostgreSQL, Parquet in and out; no index, as Feast's users have it. */
final class JoinOnPostgres implements Benchmark {
    /** @param feastOnce where Feast takes minutes: it is run once, for real */
    private record Case(int rows, int views, double bar, String barText, boolean feastOnce) {}

    private static final List<Case> CASES = List.of(
            new Case(100_000, 1, 15, ">= 15 x, aim 20", false),
            new Case(100_000, 3, 15, ">= 15 x, aim 20", false),
            new Case(1_000_000, 1, 60, ">= 60 x, <= 2 x COPY", true));

    @Override public String name() {
        return "join";
    }

    @Override public String describe() {
        return "point-in-time join on PostgreSQL of 100,000 and 1,000,000 entity rows x 1,000,000 rows, Parquet in and out";
    }

    @Override public List<Row> run(Lab lab) {
        List<Row> rows = new ArrayList<>();
        for (Case one : CASES) {
            rows.addAll(run(lab, one));
        }
        return rows;
    }

    private static List<Row> run(Lab lab, Case one) {
        int count = lab.scale().rows(one.rows());
        Path entities = new Data(lab).entities(count);
        Path ours = lab.file("cyclo_%d_%d.parquet".formatted(count, one.views()));
        Path theirs = lab.file("feast_%d_%d.parquet".formatted(count, one.views()));
        int feastRuns = one.feastOnce() ? 1 : lab.runs();
        lab.say("  Feast, %,d rows x %d view(s), %d run(s)".formatted(count, one.views(), feastRuns));
        Watched feast = lab.feast().run("join", "--entities", entities.toString(), "--out", theirs.toString(), "--views", String.valueOf(one.views()),
                "--runs", String.valueOf(feastRuns));
        List<Double> feastSeconds = feast.figures("seconds");
        double feastStart = feast.seconds() - feastSeconds.stream().mapToDouble(Double::doubleValue).sum();
        lab.say("  Cyclo");
        List<String> features = features(one.views());
        List<Double> whole = new ArrayList<>();
        Watched last = null;
        for (int run = 0; run < lab.runs(); run++) {
            last = lab.cyclo().run("feature-server", "get-historical", "--entities", entities.toString(), "--features", String.join(",", features), "--to", ours.toString());
            whole.add(last.seconds());
        }
        requireEqual(lab, ours, theirs, one.views());
        Sample inProcess;
        try (FeatureStore store = lab.store()) {
            FeatureSelection wanted = store.features(features, false);
            inProcess = lab.timed(() -> store.historical(new EntityRows.InFile(entities), wanted, HistoricalOptions.standard(), rows -> TableFiles.write(rows, ours)));
        }
        Sample copyOut = lab.timed(() -> copyOut(lab, one.views()));
        Sample copyIn = copyIn(lab, entities);
        double limit = copyOut.median() + copyIn.median();
        String what = "join of %,d entity rows x %,d rows x %s on PostgreSQL".formatted(count, lab.scale().drivers() * lab.scale().hours(),
                one.views() == 1 ? "1 view" : one.views() + " views");
        return List.of(
                Row.of(what + ", in process", inProcess).beside(lab.feast().name(), Sample.seconds(feastSeconds)).bar(one.bar(), one.barText())
                        .limit("COPY of the history out", copyOut).limit("COPY in and out", Sample.of("s", limit))
                        .note("equal to Feast's answer, row for row").build(),
                Row.of("the same, whole process", Sample.seconds(whole))
                        .beside(lab.feast().name(), Sample.seconds(feastSeconds.stream().map(seconds -> seconds + feastStart).toList()))
                        .note("CPU %.1f s, peak RSS %,d MB, Feast %,d MB", last.cpuSeconds(), last.peakBytes() >> 20, feast.peakBytes() >> 20).build());
    }

    static List<String> features(int views) {
        return IntStream.rangeClosed(1, views).boxed()
                .flatMap(n -> List.of("conv_rate", "acc_rate", "avg_daily_trips").stream().map(feature -> "history_%1$d:%2$s_%1$d".formatted(n, feature))).toList();
    }

    /** Whoever is faster must have the same answer. */
    private static void requireEqual(Lab lab, Path ours, Path theirs, int views) {
        String columns = "driver_id, event_timestamp, " + String.join(", ", features(views).stream().map(feature -> feature.substring(feature.indexOf(':') + 1) + "::DOUBLE").toList());
        String difference = "SELECT count(*) FROM (SELECT %1$s FROM read_parquet(%2$s) EXCEPT ALL SELECT %1$s FROM read_parquet(%3$s))";
        try (Connection connection = DuckDb.open(); Statement statement = connection.createStatement()) {
            for (Path[] pair : new Path[][] {{ours, theirs}, {theirs, ours}}) {
                try (ResultSet result = statement.executeQuery(difference.formatted(columns, DuckDb.quoted(pair[0].toString()), DuckDb.quoted(pair[1].toString())))) {
                    result.next();
                    if (result.getLong(1) > 0) {
                        throw CycloException.refused("Cannot compare the joins: %,d rows of %s are not in %s.", result.getLong(1), pair[0], pair[1]);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The columns that the join needs, read and thrown away. */
    private static long copyOut(Lab lab, int views) throws SQLException, IOException {
        long rows = 0;
        for (int n = 1; n <= views; n++) {
            try (Connection connection = lab.postgres()) {
                rows += connection.unwrap(PGConnection.class).getCopyAPI().copyOut(("COPY (SELECT driver_id, event_timestamp, created, conv_rate_%1$d, acc_rate_%1$d,"
                        + " avg_daily_trips_%1$d FROM history_%1$d) TO STDOUT (FORMAT binary)").formatted(n), OutputStream.nullOutputStream());
            }
        }
        return rows;
    }

    /** The entity rows, as Feast has to bring them in. */
    private static Sample copyIn(Lab lab, Path entities) {
        lab.sql("DROP TABLE IF EXISTS entity_rows", "CREATE UNLOGGED TABLE entity_rows (driver_id bigint, event_timestamp timestamptz)");
        try (Connection duck = DuckDb.open(); Statement statement = duck.createStatement()) {
            Path csv = lab.file("entities.csv");
            statement.execute("COPY (SELECT driver_id, event_timestamp FROM read_parquet(%s)) TO %s (FORMAT csv, HEADER false)".formatted(
                    DuckDb.quoted(entities.toString()), DuckDb.quoted(csv.toString())));
            try (Connection connection = lab.postgres(); InputStream in = java.nio.file.Files.newInputStream(csv)) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY entity_rows FROM STDIN (FORMAT csv)", in);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (Connection connection = lab.postgres()) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY entity_rows TO STDOUT (FORMAT binary)", bytes);
            }
            byte[] binary = bytes.toByteArray();
            return lab.timed(() -> {
                lab.sql("TRUNCATE entity_rows");
                try (Connection connection = lab.postgres()) {
                    return connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY entity_rows FROM STDIN (FORMAT binary)", new ByteArrayInputStream(binary));
                }
            });
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
