package cyclo.common;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The "did you mean" of every error about an unknown name. */
public final class Suggestion {
    private Suggestion() {}

    /** The known name closest to {@code unknown}, if it is close enough to be a typing error. */
    public static Optional<String> closest(String unknown, Collection<String> known) {
        int limit = Math.max(1, Math.min(3, unknown.length() / 3));
        return known.stream()
                .filter(name -> distance(unknown, name) <= limit)
                .min(Comparator.comparingInt((String name) -> distance(unknown, name)).thenComparing(name -> name));
    }

    /** {@code " Did you mean X?"}, or the list of what there is, or nothing when there is nothing. */
    public static String sentence(String unknown, Collection<String> known) {
        return closest(unknown, known)
                .map(name -> " Did you mean '%s'?".formatted(name))
                .orElse(known.isEmpty() ? "" : " There is: %s.".formatted(String.join(", ", known)));
    }

    /** Levenshtein distance, without regard to case. */
    static int distance(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT);
        String right = b.toLowerCase(Locale.ROOT);
        int[] above = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[right.length()];
    }
}
