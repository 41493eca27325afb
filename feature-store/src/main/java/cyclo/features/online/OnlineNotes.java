package cyclo.features.online;

import java.time.Duration;
import java.util.Optional;

/**
 * Short notes that Cyclo keeps beside a project's features, in the same store: they are lost when the features are, so that no note speaks of features that
 * are gone. Names and texts are the caller's. Thread safe.
 */
public interface OnlineNotes {
    Optional<String> read(String name);

    void write(String name, String text);

    void remove(String name);

    /**
     * Takes a name for {@code owner}, atomically, unless somebody else holds it.
     *
     * @param given a holder that is known to be dead: it is replaced as if the name were free
     * @param lease after which the name is free again, unless it is renewed
     * @return who holds it, when it is not {@code owner} now
     */
    Optional<String> claim(String name, String owner, Optional<String> given, Duration lease);

    /** @return false if {@code owner} does not hold the name any more: the lease ended, another one took it, or the store lost what it held */
    boolean renew(String name, String owner, Duration lease);

    /** Frees a name if {@code owner} holds it. */
    void release(String name, String owner);

    /** Another text after each start of the store: what it held before may be gone. */
    String incarnation();
}
