package cyclo.featureserver;

import cyclo.common.AtomicFiles;
import cyclo.common.Clocks;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.features.FeatureStore;
import cyclo.featureserver.audit.AuditReport;
import cyclo.featureserver.audit.ReadAudit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "audit", mixinStandardHelpOptions = true,
        description = "Compares a sample of online reads (serve --audit-sample) with the offline store at the time of each read.")
final class Audit extends ProjectVerb {
    @Option(names = "--sample", paramLabel = "FOLDER", description = "where the sample is kept [.cyclo/work/online-reads/PROJECT]")
    private Path sample;

    @Option(names = "--metrics", paramLabel = "FILE", description = "write the counts there too, in Prometheus' text format")
    private Path metrics;

    @Override void run(Env env) {
        try (FeatureStore store = FeatureStore.open(folder(), env, Clocks.of(env))) {
            AuditReport report = new ReadAudit(store).run(Optional.ofNullable(sample).orElseGet(() -> folderOf(env, store)));
            if (metrics != null) {
                AtomicFiles.write(metrics, report.prometheus());
            }
            print(json() ? Json.pretty(Map.of("reads", report.reads(), "left_out", report.leftOut(), "features", report.features())) : text(report));
        }
    }

    static Path folderOf(Env env, FeatureStore store) {
        return env.home().folder().resolve("work/online-reads").resolve(store.config().project());
    }

    private static String text(AuditReport report) {
        List<String> header = new ArrayList<>(List.of("FEATURE"));
        for (AuditReport.Result result : AuditReport.Result.values()) {
            header.add(result.name().toUpperCase(Locale.ROOT));
        }
        List<List<String>> rows = new ArrayList<>();
        report.features().forEach((feature, results) -> {
            List<String> row = new ArrayList<>(List.of(feature));
            results.values().forEach(count -> row.add(String.valueOf(count)));
            rows.add(row);
        });
        return "%d reads compared, %d left out%n%s".formatted(report.reads(), report.leftOut(), TextTable.of(header, rows, Set.of(1, 2, 3, 4)));
    }
}
