package cyclo.featureserver.audit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How the values that were given away compare with the offline store, for each feature. */
public final class AuditReport {
    /** What became of one value. */
    public enum Result {
        /** The same, or nothing in either store. */
        EQUAL,
        /** A value in both, but another. */
        MISMATCH,
        /** The offline store knows a value, the online read gave none. */
        MISSING,
        /** The online read gave a value that the offline store does not know. */
        EXTRA
    }

    private final Map<String, long[]> counts = new LinkedHashMap<>();
    private long reads;
    private long left;

    void read() {
        reads++;
    }

    void left() {
        left++;
    }

    void count(String feature, byte[] online, byte[] offline) {
        Result result = Arrays.equals(online, offline) ? Result.EQUAL : online.length == 0 ? Result.MISSING
                : offline.length == 0 ? Result.EXTRA : Result.MISMATCH;
        counts.computeIfAbsent(feature, name -> new long[Result.values().length])[result.ordinal()]++;
    }

    /** Reads that were compared. */
    public long reads() {
        return reads;
    }

    /** Reads that could not be compared: their features are declared otherwise now, or their line is broken. */
    public long leftOut() {
        return left;
    }

    /** Feature, as {@code view:feature}, to the count of each result. */
    public Map<String, Map<Result, Long>> features() {
        Map<String, Map<Result, Long>> features = new LinkedHashMap<>();
        counts.forEach((feature, results) -> {
            Map<Result, Long> row = new LinkedHashMap<>();
            for (Result result : Result.values()) {
                row.put(result, results[result.ordinal()]);
            }
            features.put(feature, row);
        });
        return features;
    }

    /** In Prometheus' text format, for node-exporter's textfile collector. */
    public String prometheus() {
        StringBuilder text = new StringBuilder("""
                # HELP cyclo_online_audit_values Values of sampled online reads, against the offline store at the time of each read
                # TYPE cyclo_online_audit_values gauge
                """);
        features().forEach((feature, results) -> results.forEach((result, count) -> text.append("cyclo_online_audit_values{feature=\"%s\",result=\"%s\"} %d%n"
                .formatted(feature.replace("\\", "\\\\").replace("\"", "\\\""), result.name().toLowerCase(Locale.ROOT), count))));
        return text.append("# TYPE cyclo_online_audit_reads gauge\ncyclo_online_audit_reads ").append(reads).append('\n').toString().replace("\r", "");
    }
}
