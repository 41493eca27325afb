package cyclo.features;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the online store knows of one feature of one entity at the moment of the request. */
public sealed interface Lookup {
    /** The names of Feast's {@code FieldStatus}. */
    enum Status { PRESENT, NULL_VALUE, NOT_FOUND, OUTSIDE_MAX_AGE }

    record Present(Object value, Instant eventTime) implements Lookup {
        @Override public Status status() {
            return Status.PRESENT;
        }
    }

    /** The newest row says null: known to be unknown. */
    record NullValue(Instant eventTime) implements Lookup {
        @Override public Status status() {
            return Status.NULL_VALUE;
        }
    }

    /**
     * There is a value, but it is older than the view's ttl allows.
     *
     * @param value null where a server keeps it to itself
     */
    record Expired(Object value, Instant eventTime, Duration age, Duration ttl) implements Lookup {
        @Override public Status status() {
            return Status.OUTSIDE_MAX_AGE;
        }
    }

    /** Nothing is stored for this entity, or one of its join keys is null. */
    record NotFound() implements Lookup {
        @Override public Status status() {
            return Status.NOT_FOUND;
        }
    }

    Status status();

    /** The value a model may use; an expired or unknown feature has none. */
    default Optional<Object> usable() {
        return this instanceof Present present ? Optional.of(present.value()) : Optional.empty();
    }

    /** The value that is stored, however old. */
    default Optional<Object> stored() {
        return this instanceof Expired expired ? Optional.ofNullable(expired.value()) : usable();
    }

    /** The event time of what is stored. */
    default Optional<Instant> time() {
        return this instanceof Present present ? Optional.of(present.eventTime())
                : this instanceof NullValue none ? Optional.of(none.eventTime())
                : this instanceof Expired expired ? Optional.of(expired.eventTime()) : Optional.empty();
    }
}
