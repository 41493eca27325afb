package cyclo.features.ondemand;

import cyclo.common.table.ValueType;

/** The types that expressions tell apart. */
enum Kind {
    /** {@code Long}. */
    WHOLE("a whole number"),
    /** {@code Double}. */
    NUMBER("a number"),
    /** {@code String}. */
    TEXT("a text"),
    /** {@code Boolean}. */
    TRUTH("true or false"),
    /** {@code Instant}. */
    TIME("a time");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    boolean isNumber() {
        return this == WHOLE || this == NUMBER;
    }

    /** @throws IllegalArgumentException for a type that expressions cannot work on */
    static Kind of(ValueType type) {
        return switch (type) {
            case INT32, INT64 -> WHOLE;
            case FLOAT, DOUBLE -> NUMBER;
            case STRING -> TEXT;
            case BOOL -> TRUTH;
            case UNIX_TIMESTAMP -> TIME;
            default -> throw new IllegalArgumentException("%s has no place in an expression".formatted(type.pythonName()));
        };
    }

    @Override public String toString() {
        return words;
    }
}
