package cyclo.featureserver;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Aligned columns for a person's terminal. */
final class TextTable {
    private TextTable() {}

    static String of(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(List.of(header));
        all.addAll(rows);
        int[] widths = new int[header.size()];
        all.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return all.stream().map(row -> {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            return line.toString().stripTrailing();
        }).collect(Collectors.joining(System.lineSeparator()));
    }
}
