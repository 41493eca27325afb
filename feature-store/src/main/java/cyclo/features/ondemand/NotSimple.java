package cyclo.features.ondemand;

/** A piece of Python that is more than assignments over columns. */
final class NotSimple extends IllegalArgumentException {
    private NotSimple(String message) {
        super(message);
    }

    /** @param what in words, with the Python in quotes */
    static NotSimple at(int line, String what, Object... parts) {
        return new NotSimple("line %d of its Python function is not simple: %s".formatted(line, what.formatted(parts)));
    }
}
