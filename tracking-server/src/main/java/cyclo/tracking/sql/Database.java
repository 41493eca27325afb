package cyclo.tracking.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import cyclo.common.CycloException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tracking tables in PostgreSQL, schema {@value #SCHEMA}. Safe for many threads. */
public final class Database implements AutoCloseable {
    /** What happens in one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final String SCHEMA = "cyclo_tracking";
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int ATTEMPTS = 5;

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Connects, creating the database and bringing the tables up to date where needed.
     *
     * @throws CycloException (unavailable) if PostgreSQL does not answer, (usage) if it does not let us in
     */
    public static Database open(PostgresUri uri, int connections) {
        createIfMissing(uri);
        HikariConfig config = new HikariConfig();
        config.setPoolName("tracking");
        config.setJdbcUrl(uri.jdbcUrl());
        config.setUsername(uri.user());
        config.setPassword(uri.password());
        config.addDataSourceProperty("currentSchema", SCHEMA);
        config.addDataSourceProperty("ApplicationName", "cyclo-tracking-server");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", "60");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(5_000);
        config.setAutoCommit(false);
        config.setInitializationFailTimeout(-1);
        HikariDataSource pool = new HikariDataSource(config);
        try {
            migrate(pool);
            return new Database(pool);
        } catch (FlywayException e) {
            pool.close();
            throw CycloException.usage("Cannot prepare the tables in %s: %s", uri, e.getMessage(), e);
        }
    }

    /**
     * Runs {@code work} in one transaction: all of it happens or nothing. When PostgreSQL ends it for a deadlock or a lost
     * race, it is run again, so it must not act outside the database.
     *
     * @throws CycloException (unavailable) if PostgreSQL does not answer
     */
    public <T> T in(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = pool.getConnection()) {
                try {
                    T result = work.run(new Sql(connection));
                    connection.commit();
                    return result;
                } catch (SQLException | RuntimeException e) {
                    connection.rollback();
                    throw e;
                }
            } catch (SQLException e) {
                if (!lostRace(e) || attempt == ATTEMPTS) {
                    throw told(e);
                }
                LOG.debug("Running a transaction again: {}", e.getMessage());
            }
        }
    }

    @Override public void close() {
        pool.close();
    }

    private static void migrate(HikariDataSource pool) {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(pool).schemas(SCHEMA).createSchemas(true).table("schema_history").locations("classpath:db/migration").load()
                .migrate();
    }

    private static void createIfMissing(PostgresUri uri) {
        DriverManager.setLoginTimeout(10);
        try (Connection connection = connect(uri)) {
            LOG.debug("connected to {}", connection.getMetaData().getURL());
        } catch (SQLException e) {
            if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
                throw refused(uri, e);
            }
            create(uri);
        }
    }

    private static void create(PostgresUri uri) {
        try (Connection connection = connect(uri.withDatabase("postgres")); Statement statement = connection.createStatement()) {
            statement.execute("create database \"" + uri.database() + "\"");
            LOG.info("created database {}", uri.database());
        } catch (SQLException e) {
            boolean madeByAnother = DUPLICATE_DATABASE.equals(e.getSQLState()) || UNIQUE_VIOLATION.equals(e.getSQLState());
            if (!madeByAnother) {
                throw CycloException.usage("Cannot create database '%s' in %s: %s. Create it, or give a user that may.", uri.database(), uri,
                        e.getMessage(), e);
            }
        }
    }

    private static Connection connect(PostgresUri uri) throws SQLException {
        return DriverManager.getConnection(uri.jdbcUrl(), uri.user(), uri.password());
    }

    private static CycloException refused(PostgresUri uri, SQLException e) {
        String why = e.getMessage().replaceFirst("\\.$", "");
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("28")
                ? CycloException.usage("Cannot log in to PostgreSQL as %s: %s. Check MLFLOW_BACKEND_STORE_URI.", uri, why, e)
                : CycloException.unavailable("Cannot reach PostgreSQL at %s: %s. Start it, or correct MLFLOW_BACKEND_STORE_URI.", uri, why, e);
    }

    private static boolean lostRace(SQLException e) {
        return "40001".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
    }

    /** The connection was lost or none was free: the client should try again. Anything else is a bug of ours. */
    private static RuntimeException told(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        boolean away = e instanceof SQLTransientConnectionException || state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
        return away
                ? CycloException.unavailable("Cannot reach PostgreSQL just now: %s. Try again.", e.getMessage(), e)
                : new IllegalStateException("SQL failed: " + e.getMessage(), e);
    }
}
