package cyclo.common;

/** For the reports that are one HTML page. */
public final class Html {
    private Html() {}

    /** Text as it may stand between tags, and in an attribute in quotes of either kind. */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;").replace("\"", "&quot;");
    }
}
