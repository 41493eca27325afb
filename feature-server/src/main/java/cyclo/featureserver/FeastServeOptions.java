package cyclo.featureserver;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Options of {@code feast serve} about its many Python processes: taken, so that a start script goes on working, and said to do nothing here. */
final class FeastServeOptions {
    private static final Logger LOG = LoggerFactory.getLogger(FeastServeOptions.class);

    @Option(names = {"-w", "--workers"}, hidden = true)
    private String workers;

    @Option(names = "--worker-connections", hidden = true)
    private String workerConnections;

    @Option(names = "--max-requests", hidden = true)
    private String maxRequests;

    @Option(names = "--max-requests-jitter", hidden = true)
    private String maxRequestsJitter;

    @Option(names = "--keep-alive-timeout", hidden = true)
    private String keepAlive;

    @Option(names = "--no-access-log", hidden = true)
    private boolean noAccessLog;

    @Option(names = {"-m", "--metrics"}, hidden = true)
    private boolean metrics;

    void tell() {
        List<String> given = new ArrayList<>();
        add(given, "--workers", workers);
        add(given, "--worker-connections", workerConnections);
        add(given, "--max-requests", maxRequests);
        add(given, "--max-requests-jitter", maxRequestsJitter);
        add(given, "--keep-alive-timeout", keepAlive);
        if (!given.isEmpty()) {
            LOG.info("without effect here, where one process serves on all cores: {}", String.join(", ", given));
        }
        if (noAccessLog) {
            LOG.info("--no-access-log is what happens anyway: reads are logged only when they fail");
        }
        if (metrics) {
            LOG.info("--metrics is what happens anyway: at /metrics of the same port");
        }
    }

    private static void add(List<String> given, String name, String value) {
        if (value != null) {
            given.add(name + " " + value);
        }
    }
}
