package cyclo.local;

import java.util.Optional;

/**
 * One service as {@code up} left it.
 *
 * @param origin how it came to be there
 * @param address for a person: without passwords
 * @param pid of its process; none when the environment configured it
 */
record Service(String name, Origin origin, String address, Optional<Long> pid) {
    enum Origin {
        STARTED,
        /** Left running by an {@code up} that was killed. */
        ADOPTED,
        /** Named by the environment, so neither started nor stopped here. */
        CONFIGURED
    }

    static Service configured(String name, String address) {
        return new Service(name, Origin.CONFIGURED, address, Optional.empty());
    }
}
