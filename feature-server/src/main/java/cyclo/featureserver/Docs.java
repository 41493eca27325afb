package cyclo.featureserver;

import cyclo.common.AtomicFiles;
import cyclo.common.Clocks;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.ExitCode;
import cyclo.common.Json;
import cyclo.common.Progress;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureView;
import cyclo.features.statistics.ViewStatistics;
import cyclo.featureserver.docs.DocsPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "docs", mixinStandardHelpOptions = true,
        description = {"Writes the project's data sheet as one HTML page.",
                "Lineage, views, services, sources, statistics and freshness; the page fetches nothing."})
final class Docs extends ProjectVerb {
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int STEPS = 40;
    private static final Logger LOG = LoggerFactory.getLogger(Docs.class);

    @Option(names = "--to", paramLabel = "FILE", description = "write it there; - prints it [PROJECT.html, here]")
    private String to;

    @Option(names = "--no-stats", description = "do not ask the offline store: definitions alone")
    private boolean withoutStatistics;

    @Override void run(Env env) {
        Clock clock = Clocks.of(env);
        try (FeatureStore store = FeatureStore.open(folder(), env, clock)) {
            Map<String, ViewStatistics> statistics = withoutStatistics ? Map.of() : statistics(store);
            String page = new DocsPage(store.definitions(), statistics, store.registryDigest(), clock.instant()).html();
            if ("-".equals(to)) {
                print(page);
                return;
            }
            Path file = Path.of(to == null ? store.definitions().project() + ".html" : to).toAbsolutePath().normalize();
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            AtomicFiles.write(file, temporary -> Files.write(temporary, bytes));
            print(json() ? Json.pretty(Map.of("file", file.toString(), "bytes", bytes.length, "views", store.definitions().views().size())) : file.toString());
        }
    }

    private static Map<String, ViewStatistics> statistics(FeatureStore store) {
        List<FeatureView> views = store.definitions().views().stream()
                .filter(view -> view.source().table().map(store.offline()::exists).orElse(true)).toList();
        Map<String, ViewStatistics> statistics = new LinkedHashMap<>();
        try (Progress progress = Progress.start("count views", views.size())) {
            for (FeatureView view : views) {
                try {
                    statistics.put(view.name(), store.statistics(view, view.features(), Optional.empty(), LAST, STEPS));
                } catch (CycloException e) {
                    if (e.exitCode() != ExitCode.USAGE) {
                        throw e;
                    }
                    LOG.warn("The page has no statistics of feature view '{}'. {}", view.name(), e.getMessage());
                }
                progress.add(1);
            }
        }
        return statistics;
    }
}
