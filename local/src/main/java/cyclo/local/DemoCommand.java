package cyclo.local;

import cyclo.common.CycloException;
import cyclo.common.CycloHome;
import cyclo.common.Logging;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole picture at work on real flights, from their files to predictions over HTTP. */
@Command(name = "demo", mixinStandardHelpOptions = true,
        description = "Brings 336,776 real flights from their files to predictions over HTTP, then serves until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--once", description = "stop everything after the last prediction")
    private boolean once;
    @Spec private CommandSpec spec;

    @Override public Integer call() throws IOException {
        Installation installation = Installation.find(System.getenv());
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putIfAbsent("CYCLO_ROOT", installation.root().toString());
        CycloHome home = CycloHome.of(installation.root().resolve("examples/flights"), environment);
        Logging.configure("cyclo", Optional.of(home.logs()));
        try (FolderLock alone = FolderLock.ofDemo(home); Shutdown shutdown = new Shutdown()) {
            Steps steps = new Steps();
            Optional<LocalServices> services = services(shutdown, home, environment, installation, steps);
            Demo.Result result = new Demo(installation, home, environment, shutdown, steps).run();
            spec.commandLine().getOut().print(result.text());
            spec.commandLine().getOut().flush();
            if (!once) {
                System.err.println("Serving at " + result.server().uri() + " until Ctrl-C. Try: curl " + result.server().uri() + "/openapi.json");
                String ended = shutdown.unlessClosing(LocalServices.firstToEnd(services, Map.of("online-serving", result.server().process())));
                throw CycloException.unavailable("Cannot go on: %s ended by itself. Its log is in '%s'.", ended, home.folder());
            }
        }
        return 0;
    }

    /** Starts the services, unless an {@code up} runs: then its services are used. */
    private static Optional<LocalServices> services(Shutdown shutdown, CycloHome home, Map<String, String> environment, Installation installation, Steps steps)
            throws IOException {
        if (UpState.running(home).filter(UpState::ready).isPresent()) {
            System.err.println("  The services are up already.");
            return Optional.empty();
        }
        LocalServices services = shutdown.add(new LocalServices(home, environment, installation, steps::begin));
        services.start(false);
        steps.end();
        return Optional.of(services);
    }
}
