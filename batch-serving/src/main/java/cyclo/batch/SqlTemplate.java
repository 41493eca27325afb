package cyclo.batch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SQL with places {@code ${NAME}} for values. A place stands where a whole value may stand: never inside quotes or a comment,
 * where what is put in could end them. So a value remains a value, whatever it holds.
 */
final class SqlTemplate {
    private final List<String> texts = new ArrayList<>();
    private final List<String> places = new ArrayList<>();

    private SqlTemplate() {}

    /** @throws IllegalArgumentException that names a place at fault */
    static SqlTemplate parse(String sql) {
        SqlTemplate template = new SqlTemplate();
        int textStart = 0;
        int i = 0;
        while (i < sql.length()) {
            int next = pastQuotes(sql, i);
            int place = next > i ? sql.indexOf("${", i) : -1;
            if (place >= 0 && place < next) {
                throw new IllegalArgumentException(
                        "%s stands inside quotes or a comment: write it alone, it is put in as a whole value".formatted(name(sql, place)));
            }
            if (next > i) {
                i = next;
            } else if (sql.startsWith("${", i)) {
                String shown = name(sql, i);
                if (i > 0 && touches(sql.charAt(i - 1)) || i + shown.length() < sql.length() && touches(sql.charAt(i + shown.length()))) {
                    throw new IllegalArgumentException("%s touches a word or a quote: put a space between them".formatted(shown));
                }
                template.texts.add(sql.substring(textStart, i));
                template.places.add(shown.substring(2, shown.length() - 1));
                i += shown.length();
                textStart = i;
            } else {
                i++;
            }
        }
        template.texts.add(sql.substring(textStart));
        return template;
    }

    Set<String> names() {
        return new LinkedHashSet<>(places);
    }

    /** @param literals each name's value as SQL */
    String with(Map<String, String> literals) {
        StringBuilder sql = new StringBuilder(texts.get(0));
        for (int i = 0; i < places.size(); i++) {
            sql.append(literals.get(places.get(i))).append(texts.get(i + 1));
        }
        return sql.toString();
    }

    private static boolean touches(char beside) {
        return Character.isJavaIdentifierPart(beside) || beside == '&' || beside == '\'' || beside == '"' || beside == '}';
    }

    /** The index after the quoted text or comment that begins at {@code start}; {@code start} itself if none does. */
    private static int pastQuotes(String sql, int start) {
        char c = sql.charAt(start);
        if (c == '\'') {
            boolean escapes = start > 0 && Character.toUpperCase(sql.charAt(start - 1)) == 'E'
                    && (start == 1 || !Character.isJavaIdentifierPart(sql.charAt(start - 2)));
            int i = start + 1;
            while (i < sql.length() && sql.charAt(i) != '\'') {
                i += escapes && sql.charAt(i) == '\\' ? 2 : 1;
            }
            return Math.min(i + 1, sql.length());
        } else if (c == '"') {
            return past(sql, "\"", start + 1);
        } else if (sql.startsWith("--", start)) {
            return past(sql, "\n", start);
        } else if (sql.startsWith("/*", start)) {
            return pastComment(sql, start);
        } else if (c == '$' && !sql.startsWith("${", start)) {
            int tagEnd = sql.indexOf('$', start + 1);
            String tag = tagEnd < 0 ? "" : sql.substring(start, tagEnd + 1);
            return tag.matches("\\$\\w*\\$") ? past(sql, tag, tagEnd + 1) : start;
        }
        return start;
    }

    /** PostgreSQL's comments nest. */
    private static int pastComment(String sql, int start) {
        int depth = 0;
        int i = start;
        do {
            if (sql.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (sql.startsWith("*/", i)) {
                depth--;
                i += 2;
            } else {
                i++;
            }
        } while (depth > 0 && i < sql.length());
        return Math.min(i, sql.length());
    }

    private static int past(String sql, String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }

    private static String name(String sql, int place) {
        int end = sql.indexOf('}', place);
        String shown = end < 0 ? sql.substring(place) : sql.substring(place, end + 1);
        if (!shown.matches("\\$\\{\\w+}")) {
            throw new IllegalArgumentException("'%s' is no place for a value: write ${NAME} with letters, digits and _".formatted(shown));
        }
        return shown;
    }
}
