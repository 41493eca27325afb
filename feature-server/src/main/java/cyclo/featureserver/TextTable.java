package cyclo.featureserver;

import cyclo.common.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Aligned columns for a person's terminal. */
final class TextTable {
    private TextTable() {}

    static String of(List<String> header, List<List<String>> rows) {
        return of(header, rows, Set.of());
    }

    /** @param right columns, from 0, that end below each other, as numbers do */
    static String of(List<String> header, List<List<String>> rows, Set<Integer> right) {
        List<List<String>> all = new ArrayList<>(List.of(header));
        all.addAll(rows);
        int[] widths = new int[header.size()];
        all.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Terminal.width(row.get(i)));
            }
        });
        return all.stream().map(row -> {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - Terminal.width(row.get(i)));
                line.append(right.contains(i) ? space + row.get(i) : row.get(i) + space).append("  ");
            }
            return line.toString().stripTrailing();
        }).collect(Collectors.joining(System.lineSeparator()));
    }
}
