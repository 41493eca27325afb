package cyclo.benchmarks;

import java.util.List;
import java.util.Map;

/** The rows as text. */
final class Report {
    private Report() {}

    static String markdown(List<Row> rows, int runs, double scale) {
        StringBuilder text = new StringBuilder();
        text.append("%s. Medians of %d runs (least to most), all in one run%s.%n%n".formatted(Machine.describe(), runs,
                scale == 1 ? "" : ", at %s of the full scale: NOT the figures that were asked for".formatted(scale)));
        text.append("| what | Cyclo | peer | ratio | bar | limits, and others | load |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        for (Row row : rows) {
            text.append("| %s | %s | %s | %s | %s | %s | %.1f |%n".formatted(row.what(), row.cyclo(),
                    row.peer().map(sample -> row.peerName() + ": " + sample).orElse(""), ratio(row), bar(row), limits(row), row.load()));
        }
        return text.toString();
    }

    static String line(Row row) {
        return "%s: %s%s%s%s".formatted(row.what(), row.cyclo(), row.peer().map(sample -> ", %s %s".formatted(row.peerName(), sample)).orElse(""),
                row.ratio().isPresent() ? ", ratio " + ratio(row) : "", limits(row).isEmpty() ? "" : " (" + limits(row) + ")");
    }

    private static String ratio(Row row) {
        return row.ratio().map(ratio -> Sample.number(ratio) + " x").orElse("");
    }

    private static String bar(Row row) {
        return row.bar().map(bar -> bar.text() + row.reached().map(reached -> reached ? ": reached" : ": MISSED").orElse("")).orElse("");
    }

    private static String limits(Row row) {
        List<String> named = row.limits().entrySet().stream().map(Report::named).toList();
        return String.join("; ", named) + (named.isEmpty() || row.notes().isEmpty() ? "" : "; ") + String.join("; ", row.notes());
    }

    private static String named(Map.Entry<String, String> limit) {
        return limit.getKey() + " " + limit.getValue();
    }
}
