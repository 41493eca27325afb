package cyclo.common;

/**
 * Colours for a person's terminal, or none: without {@code coloured} every text stays as it is. Only the eight colours that every
 * terminal draws in its own theme, so that they are legible on dark and on light.
 */
public record Ink(boolean coloured) {
    public String green(String text) {
        return in("32", text);
    }

    public String red(String text) {
        return in("31", text);
    }

    public String yellow(String text) {
        return in("33", text);
    }

    public String blue(String text) {
        return in("36", text);
    }

    public String bold(String text) {
        return in("1", text);
    }

    public String faint(String text) {
        return in("2", text);
    }

    private String in(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
