package cyclo.featureserver;

import cyclo.features.Definitions;
import cyclo.features.FeatureStore;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What clients ask again and again, worked out once: which features a request means depends on the definitions alone. All is forgotten when the
 * registry says something new, and when clients have asked {@value #MOST} different things. Thread safe.
 *
 * @param <Q> what is asked, a record
 * @param <A> what it means
 */
public final class Questions<Q, A> {
    /** A moment at which no value has outlived its ttl: how Feast, which looks at no ttl, sees all of them. */
    public static final Instant BEFORE_ALL = Instant.parse("0001-01-01T00:00:00Z");
    private static final int MOST = 1000;

    private final FeatureStore store;
    private volatile Known<Q, A> known;

    private record Known<Q, A>(Definitions definitions, Map<Q, A> answers) {}

    public Questions(FeatureStore store) {
        this.store = store;
        this.known = new Known<>(store.definitions(), new ConcurrentHashMap<>());
    }

    /** @param resolve works it out from the store's definitions; what it throws is not kept */
    public A answer(Q question, Supplier<A> resolve) {
        Known<Q, A> now = known;
        if (now.definitions() != store.definitions() || now.answers().size() >= MOST) {
            now = new Known<>(store.definitions(), new ConcurrentHashMap<>());
            known = now;
        }
        A answer = now.answers().get(question);
        if (answer == null) {
            answer = resolve.get();
            now.answers().put(question, answer);
        }
        return answer;
    }
}
