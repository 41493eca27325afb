package cyclo.tracking.search;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a filter piece by piece; what a piece may be depends on where it stands, so the parser asks for it by kind. */
final class Scanner {
    /** A field that was read: {@code metrics."my loss"}. */
    record Field(String entity, String key) {}

    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final Pattern FIELD = Pattern.compile("([A-Za-z_]\\w*)\\s*\\.\\s*(?:`([^`]+)`|\"([^\"]+)\"|([\\w./:-]+))"
            + "|`([^`]+)`|\"([^\"]+)\"|([A-Za-z_][\\w-]*)");
    private static final Pattern TEXT = Pattern.compile("'((?:[^']|'')*)'|\"((?:[^\"]|\"\")*)\"");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?(?![\\w.])");
    private static final Pattern OPERATOR = Pattern.compile("<=|>=|!=|<>|==|=|<|>");

    private final String text;
    private int position;

    Scanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        skipSpace();
        return position == text.length();
    }

    Field field() throws SyntaxException {
        Matcher found = take(FIELD).orElseThrow(SyntaxException::new);
        if (found.group(1) == null) {
            return new Field(Kind.ATTRIBUTE.label(), first(found, 5, 6, 7));
        }
        return new Field(found.group(1), first(found, 2, 3, 4));
    }

    Operator operator() throws SyntaxException {
        Optional<Matcher> symbol = take(OPERATOR);
        if (symbol.isPresent()) {
            String found = symbol.get().group().replace("<>", "!=").replace("==", "=");
            for (Operator operator : Operator.values()) {
                if (operator.toString().equals(found)) {
                    return operator;
                }
            }
        }
        if (word("LIKE")) {
            return Operator.LIKE;
        }
        if (word("ILIKE")) {
            return Operator.ILIKE;
        }
        if (word("IN")) {
            return Operator.IN;
        }
        if (word("NOT") && word("IN")) {
            return Operator.NOT_IN;
        }
        if (word("IS")) {
            Operator operator = word("NOT") ? Operator.IS_NOT_NULL : Operator.IS_NULL;
            require(word("NULL"));
            return operator;
        }
        throw new SyntaxException();
    }

    /** A quoted text or a number. */
    Object value() throws SyntaxException {
        Optional<Matcher> quoted = take(TEXT);
        if (quoted.isPresent()) {
            Matcher found = quoted.get();
            return found.group(1) != null ? found.group(1).replace("''", "'") : found.group(2).replace("\"\"", "\"");
        }
        String number = take(NUMBER).orElseThrow(SyntaxException::new).group();
        try {
            if (number.matches("[-+]?\\d+")) {
                return Long.valueOf(number);
            }
        } catch (NumberFormatException tooLong) {
            return Double.valueOf(number);
        }
        return Double.valueOf(number);
    }

    /** Takes the word if it comes next, in any case. */
    boolean word(String word) {
        return take(Pattern.compile(word + "(?!\\w)", Pattern.CASE_INSENSITIVE)).isPresent();
    }

    /** Takes the sign if it comes next. */
    boolean sign(String sign) {
        return take(Pattern.compile(Pattern.quote(sign))).isPresent();
    }

    static void require(boolean met) throws SyntaxException {
        if (!met) {
            throw new SyntaxException();
        }
    }

    private Optional<Matcher> take(Pattern pattern) {
        skipSpace();
        Matcher matcher = pattern.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        position = matcher.end();
        return Optional.of(matcher);
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private static String first(Matcher found, int... groups) {
        for (int group : groups) {
            if (found.group(group) != null) {
                return found.group(group);
            }
        }
        throw new IllegalStateException("a field without a key");
    }
}
