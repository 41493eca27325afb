package cyclo.features.ondemand;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's words, one list per logical line: brackets and backslashes join lines, comments are left out. */
final class PythonTokens {
    enum Kind { NAME, NUMBER, TEXT, SIGN }

    /**
     * @param text of a {@link Kind#TEXT} what it stands for, without quotes
     * @param column of its first letter, from 0: how deep a statement stands
     */
    record Token(Kind kind, String text, int line, int column) {
        boolean is(String sign) {
            return kind != Kind.TEXT && text.equals(sign);
        }
    }

    private static final Pattern NEXT = Pattern.compile("""
            (?<space>[ \\t\\f\\r]+|\\\\\\r?\\n|\\#[^\\n]*)|(?<line>\\n)|(?<text>(?<prefix>[rRbBuUfF]{0,2})(?<quote>\"""|'''|"|'))\
            |(?<number>(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:[eE][+-]?\\d+)?)|(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)\
            |(?<sign>\\*\\*=|//=|\\*\\*|//|->|:=|[-+*/%&|]=|[<>=!]=|[-+*/%&|^~@<>=()\\[\\]{},:.;])""");

    private static final int DEEPEST = 100;

    private final String source;
    private final List<List<Token>> lines = new ArrayList<>();
    private List<Token> current = new ArrayList<>();
    private int line = 1;
    private int lineStart;
    private int depth;

    private PythonTokens(String source) {
        this.source = source;
    }

    /** @throws NotSimple at a letter that starts no word of Python, and at texts whose prefix says that they are no plain ones */
    static List<List<Token>> lines(String source) {
        return new PythonTokens(source).read();
    }

    private List<List<Token>> read() {
        Matcher next = NEXT.matcher(source);
        int at = 0;
        while (at < source.length()) {
            if (!next.region(at, source.length()).lookingAt()) {
                throw NotSimple.at(line, "'%s' starts no word", source.charAt(at));
            }
            int end = next.end();
            if (next.group("text") != null) {
                end = text(next, at);
            } else if (next.group("line") != null && depth == 0) {
                endLine();
            } else if (next.group("space") == null && next.group("line") == null) {
                add(next.group("number") != null ? Kind.NUMBER : next.group("name") != null ? Kind.NAME : Kind.SIGN, next.group(), at);
            }
            advance(at, end);
            at = end;
        }
        endLine();
        return lines;
    }

    private void add(Kind kind, String text, int at) {
        if (kind == Kind.SIGN) {
            depth += "([{".contains(text) ? 1 : ")]}".contains(text) ? -1 : 0;
            if (depth > DEEPEST || text.equals(":=")) {
                throw NotSimple.at(line, depth > DEEPEST ? "more than " + DEEPEST + " brackets in each other" : "':='");
            }
            if (text.equals(";")) {
                endLine();
                return;
            }
        }
        current.add(new Token(kind, text, line, at - lineStart));
    }

    private void endLine() {
        if (!current.isEmpty()) {
            lines.add(current);
            current = new ArrayList<>();
        }
    }

    private void advance(int from, int to) {
        for (int i = from; i < to; i++) {
            if (source.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
    }

    /** @return where the text ends */
    private int text(Matcher start, int at) {
        String quote = start.group("quote");
        String prefix = start.group("prefix").toLowerCase(java.util.Locale.ROOT);
        StringBuilder text = new StringBuilder();
        int i = start.end();
        while (i < source.length() && !source.startsWith(quote, i)) {
            if (source.charAt(i) == '\\' && i + 1 < source.length()) {
                text.append(prefix.contains("r") ? "\\" + source.charAt(i + 1) : unescaped(source.charAt(i + 1)));
                i += 2;
            } else {
                text.append(source.charAt(i++));
            }
        }
        if (i >= source.length()) {
            throw NotSimple.at(line, "a text does not end");
        }
        if (prefix.contains("f") || prefix.contains("b")) {
            throw NotSimple.at(line, "the text %s'%s'", prefix, text);
        }
        add(Kind.TEXT, text.toString(), at);
        return i + quote.length();
    }

    private String unescaped(char letter) {
        return switch (letter) {
            case '\n' -> "";
            case 'n' -> "\n";
            case 't' -> "\t";
            case '\\', '\'', '"' -> String.valueOf(letter);
            default -> throw NotSimple.at(line, "the escape \\%s in a text", letter);
        };
    }
}
