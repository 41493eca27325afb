package cyclo.features.redis;

import java.io.IOException;

/** Commands that are sent together, each for one key, and who takes their replies. A command may be sent, and its reply taken, more than once. */
public interface Exchange {
    int commands();

    /** The key that says which server of a cluster is asked; not called for a single server. */
    byte[] key(int command);

    /** Appends exactly one command. */
    void write(int command, Commands to);

    /**
     * Takes the reply to a command, by whatever thread received it.
     *
     * @throws RedisError if the reply is an error: the commands after it are not disturbed
     */
    void take(int command, Replies from) throws IOException;

    /** Whether a command that was refused is worth sending again, as it is written from now on. */
    default boolean again(int command, RedisError refused) {
        return false;
    }
}
