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

    /** Edits from one to the other, swapped neighbours counting as one (optimal string alignment); without regard to case. */
    static int distance(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT);
        String right = b.toLowerCase(Locale.ROOT);
        int[][] edits = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                if (i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2) && left.charAt(i - 2) == right.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[left.length()][right.length()];
    }
}
