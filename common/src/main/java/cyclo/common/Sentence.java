package cyclo.common;

/** Sentences put together from parts. */
public final class Sentence {
    private Sentence() {}

    /** With a full stop at its end, unless a sign that ends a sentence is there. */
    public static String ended(String text) {
        return text.matches("(?s).*[.?!]") ? text : text + ".";
    }
}
