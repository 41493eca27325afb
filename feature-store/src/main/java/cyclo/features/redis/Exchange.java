package cyclo.features.redis;

import java.io.IOException;

/** Commands that are sent together, and who takes their replies. A command may be sent, and its reply taken, more than once. */
public interface Exchange {
    int commands();


    /** Appends exactly one command. */
    void write(int command, Commands to);

    /**
     * Takes the reply to a command, by whatever thread received it.
     *
     * @throws RedisError if the reply is an error: the commands after it are not disturbed
     */
    void take(int command, Replies from) throws IOException;
}
