package cyclo.local;

import cyclo.common.CycloException;
import cyclo.common.CycloHome;
import cyclo.services.EmbeddedPostgres;
import cyclo.services.EmbeddedRedis;
import cyclo.services.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops what {@code up} started, also what a killed {@code up} left behind. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops what 'up' started, also what a killed one left behind. Data stays.")
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Mixin private HomeOption homeOption = new HomeOption();
    @Spec private CommandSpec spec;

    @Override public Integer call() throws IOException {
        CycloHome home = homeOption.home(Installation.find(System.getenv()));
        List<String> stopped = new ArrayList<>();
        Optional<ProcessHandle> up = UpState.running(home).flatMap(state -> state.owner().find());
        if (up.isPresent()) {
            up.get().destroy();
            if (!ServiceProcess.gone(up.get(), PATIENCE)) {
                throw CycloException.unavailable("Cannot stop 'up' (process %d): it did not end within %d s.", up.get().pid(), PATIENCE.toSeconds());
            }
            stopped.add("up");
        }
        stopped.addAll(stopLeftOvers(home));
        spec.commandLine().getOut().println(stopped.isEmpty() ? "Nothing was running." : "Stopped " + String.join(", ", stopped) + ".");
        return 0;
    }

    static List<String> stopLeftOvers(CycloHome home) throws IOException {
        List<String> stopped = new ArrayList<>();
        if (ServerProcess.stopLeftOver(home.folder().resolve("serving"))) {
            stopped.add("online-serving");
        }
        if (ServerProcess.stopLeftOver(home.folder().resolve("tracking"))) {
            stopped.add("tracking-server");
        }
        Path redis = home.folder().resolve("redis");
        EmbeddedRedis.running(redis, new RememberedPort(redis.resolve("port")).last()).ifPresent(process -> {
            ServiceProcess.stop(process, PATIENCE);
            stopped.add("redis");
        });
        EmbeddedPostgres.running(home.folder().resolve("postgres/data")).ifPresent(process -> {
            ServiceProcess.stop(process, PATIENCE);
            stopped.add("postgresql");
        });
        return stopped;
    }
}
