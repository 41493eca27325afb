package cyclo.features.redis;

/** Redis understood and said no: the text of an error reply, such as {@code MOVED 3999 127.0.0.1:6381}. */
public final class RedisError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisError(String message) {
        super(message, null, false, false);
    }

    /** The first word, which tells the kind. */
    public boolean is(String kind) {
        return getMessage().equals(kind) || getMessage().startsWith(kind + " ");
    }
}
