package cyclo.featureserver;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Two texts compared line by line (longest common subsequence): for queries and functions, which are short. */
final class LineDiff {
    /** @param sign {@code +}, {@code -} or a space for a line of both */
    record Line(char sign, String text) {}

    private LineDiff() {}

    static List<Line> between(String before, String after) {
        List<String> old = before.isEmpty() ? List.of() : before.lines().toList();
        List<String> now = after.isEmpty() ? List.of() : after.lines().toList();
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = 1; i <= old.size(); i++) {
            for (int j = 1; j <= now.size(); j++) {
                common[i][j] = old.get(i - 1).equals(now.get(j - 1)) ? common[i - 1][j - 1] + 1 : Math.max(common[i - 1][j], common[i][j - 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = old.size();
        int j = now.size();
        while (i > 0 || j > 0) {
            if (i > 0 && j > 0 && old.get(i - 1).equals(now.get(j - 1))) {
                lines.add(new Line(' ', old.get(--i)));
                j--;
            } else if (j > 0 && (i == 0 || common[i][j - 1] >= common[i - 1][j])) {
                lines.add(new Line('+', now.get(--j)));
            } else {
                lines.add(new Line('-', old.get(--i)));
            }
        }
        Collections.reverse(lines);
        return lines;
    }
}
