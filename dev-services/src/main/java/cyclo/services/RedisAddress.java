package cyclo.services;

/** Where a Redis answers; {@code password} is empty when it asks for none. */
public record RedisAddress(String host, int port, String password) {
    /** Feast's form: {@code 127.0.0.1:6379,password=secret}. */
    public String connectionString() {
        return host + ":" + port + (password.isEmpty() ? "" : ",password=" + password);
    }

    /** Without the password: addresses end in logs. */
    @Override public String toString() {
        return "redis://%s:%d".formatted(host, port);
    }
}
