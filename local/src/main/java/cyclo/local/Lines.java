package cyclo.local;

import java.util.List;
import java.util.Locale;

/** Tables of aligned columns for a person. */
final class Lines {
    private Lines() {}

    static List<List<String>> of(List<Service> services) {
        return services.stream().map(service -> List.of(service.name(), service.address(), service.origin().name().toLowerCase(Locale.ROOT),
                service.pid().map(pid -> "process " + pid).orElse(""))).toList();
    }

    /** Rows of equal length, two spaces between columns. */
    static String aligned(List<List<String>> rows) {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
