package cyclo.benchmarks;

import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Terminal;
import cyclo.features.FeatureStore;
import cyclo.features.files.DuckDb;
import cyclo.services.PostgresAddress;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything is measured: one PostgreSQL, one Redis, one project folder whose definitions Feast has applied, read by both.
 * Both programs run on this one machine, one at a time.
 */
final class Lab {
    private static final Logger LOG = LoggerFactory.getLogger(Lab.class);

    private final Path folder;
    private final Scale scale;
    private final int runs;
    private final List<Path> jdks;
    private final Cyclo cyclo;
    private final Feast feast;
    private final PostgresAddress postgres = TestServices.freshDatabase();
    private final RedisAddress redis = TestServices.redis();

    /** @param jdks the homes of the Java versions that servers are measured on; the first is this JVM's own */
    Lab(Path folder, Scale scale, int runs, List<Path> jdks, Feast.Installation feast, Path root) {
        this.folder = folder;
        this.scale = scale;
        this.runs = runs;
        this.jdks = List.copyOf(jdks);
        this.cyclo = new Cyclo(root, folder);
        this.feast = new Feast(feast, folder);
        List.of("features.py", "peer.py", "asof.py", "read.lua").forEach(this::copy);
        write("feature_store.yaml", """
                project: benchmarks
                provider: local
                registry: registry.db
                offline_store:
                  type: postgres
                  host: %s
                  port: %d
                  database: %s
                  db_schema: public
                  user: %s
                  password: "%s"
                  sslmode: disable
                online_store:
                  type: redis
                  connection_string: "%s"
                entity_key_serialization_version: 3
                """.formatted(postgres.host(), postgres.port(), postgres.database(), postgres.user(), postgres.password(), redis.connectionString()));
        say("making the tables");
        new Data(this).make();
        say("feast apply");
        feast().apply();
    }

    Scale scale() {
        return scale;
    }

    int runs() {
        return runs;
    }

    List<Path> jdks() {
        return jdks;
    }

    Cyclo cyclo() {
        return cyclo;
    }

    Feast feast() {
        return feast;
    }

    RedisAddress redis() {
        return redis;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The project, opened as a program does. */
    FeatureStore store() {
        return FeatureStore.open(folder, Env.ofProject(folder), Clock.systemUTC());
    }

    Connection postgres() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    void sql(String... statements) {
        try (Connection connection = postgres(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void duckdb(String... statements) {
        try (Connection connection = DuckDb.open(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How long {@code work} takes, {@link #runs} times after one that warms up. */
    Sample timed(Callable<?> work) {
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run <= runs; run++) {
            double took = once(work);
            if (run > 0) {
                seconds.add(took);
            }
        }
        return Sample.seconds(seconds);
    }

    static double once(Callable<?> work) {
        long begin = System.nanoTime();
        try {
            work.call();
        } catch (CycloException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** What is being measured, to whoever watches; else to the log. */
    void say(String what) {
        if (Terminal.watched()) {
            System.err.println("  " + what);
        } else {
            LOG.info("{}", what);
        }
    }

    void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(String resource) {
        try (InputStream in = Lab.class.getResourceAsStream("feast/" + resource)) {
            Files.copy(in, folder.resolve(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The environment of programs that are measured. */
    static Map<String, String> environment(Path folder) {
        return Map.of("CYCLO_BUILD", "never", "CYCLO_HOME", folder.resolve("home").toString());
    }
}
