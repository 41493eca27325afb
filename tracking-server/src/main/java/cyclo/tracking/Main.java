package cyclo.tracking;

import cyclo.common.Env;
import cyclo.common.Program;
import cyclo.common.ProjectOption;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Speaks MLflow's tracking, registry and artifact REST; keeps everything in PostgreSQL and a folder. */
@Command(description = "MLflow-compatible tracking, registry and artifact server on PostgreSQL.",
        mixinStandardHelpOptions = true, subcommands = Main.Serve.class)
public final class Main {
    private static final String NAME = "tracking-server";

    private Main() {}

    public static void main(String[] args) {
        System.exit(new Program(NAME, new Main()).settings(TrackingSettings::from).run(args));
    }

    @Command(name = "serve", description = "Answers MLflow's clients until it is stopped (Ctrl-C, SIGTERM).", mixinStandardHelpOptions = true)
    static final class Serve implements Callable<Integer> {
        private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

        @Mixin private ProjectOption project = new ProjectOption();
        @Option(names = "--port", paramLabel = "PORT", description = "port to listen on; 0 takes any free one [TRACKING_PORT]")
        private Integer port;

        @Override public Integer call() {
            Env env = project.start(NAME);
            TrackingSettings settings = TrackingSettings.from(env);
            env.declared().forEach(setting -> LOG.info("{}={}", setting.name(), setting.value()));
            OptionalInt given = port == null ? OptionalInt.empty() : OptionalInt.of(port);
            // What really happened, when it happened: CYCLO_NOW moves the time of data, not that of its record.
            try (TrackingServer server = TrackingServer.start(given.isPresent() ? settings.withPort(given.getAsInt()) : settings, Clock.systemUTC())) {
                LOG.info("tracking server listens on {}", server.url());
                System.out.println(server.url());
                server.runUntilStopped();
            }
            return 0;
        }
    }
}
