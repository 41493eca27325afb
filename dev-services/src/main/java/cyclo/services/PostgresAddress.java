package cyclo.services;

/** Where a PostgreSQL database answers, and as whom. */
public record PostgresAddress(String host, int port, String database, String user, String password) {
    /** Without user and password, which belong in the properties of the connection. */
    public String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
    }

    /** {@code postgresql://user:password@host:port/database}, as MLflow and SQLAlchemy write it. */
    public String uri() {
        return "postgresql://%s:%s@%s:%d/%s".formatted(user, password, host, port, database);
    }

    /** The same server and user, another database. */
    public PostgresAddress withDatabase(String name) {
        return new PostgresAddress(host, port, name, user, password);
    }

    /** Without the password: addresses end in logs. */
    @Override public String toString() {
        return "postgresql://%s@%s:%d/%s".formatted(user, host, port, database);
    }
}
