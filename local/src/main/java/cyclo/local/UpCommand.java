package cyclo.local;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.CycloHome;
import cyclo.common.Logging;
import cyclo.services.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the services and keeps them until Ctrl-C or {@code down}. */
@Command(name = "up", mixinStandardHelpOptions = true,
        description = "Starts PostgreSQL, Redis, the tracking server and, for a project with streaming.yaml, Kafka; stops them on Ctrl-C or 'down'.")
final class UpCommand implements Callable<Integer> {
    @Mixin private HomeOption homeOption = new HomeOption();
    @Option(names = "--detach", description = "return when all is up; 'down' stops it")
    private boolean detach;
    @Option(names = "--kafka", description = "start Kafka in any case")
    private boolean kafka;
    @Spec private CommandSpec spec;

    @Override public Integer call() throws IOException {
        Installation installation = Installation.find(System.getenv());
        CycloHome home = homeOption.home(installation);
        if (detach) {
            return inBackground(installation, home);
        }
        Logging.configure("cyclo", Optional.of(home.logs()));
        Steps steps = new Steps();
        try (Shutdown shutdown = new Shutdown()) {
            LocalServices services = shutdown.add(new LocalServices(home, System.getenv(), installation, steps::begin));
            services.start(kafka || streams(homeOption.project()));
            steps.end();
            print(services.services());
            System.err.println("Up in " + steps.seconds() + " s. Ctrl-C or ./cyclo down stops all; what they hold stays in " + home.folder() + ".");
            String ended = shutdown.unlessClosing(LocalServices.firstToEnd(Optional.of(services), Map.of()));
            throw CycloException.unavailable("Cannot go on: %s ended by itself. Its log is in '%s'. The other services are stopped.", ended, home.folder());
        }
    }

    private int inBackground(Installation installation, CycloHome home) throws IOException {
        Path log = home.logs().resolve("up.log");
        Optional<UpState> before = UpState.running(home);
        Optional<Process> ours = before.isPresent() ? Optional.empty() : Optional.of(begin(installation, home, log));
        while (UpState.running(home).filter(UpState::ready).isEmpty()) {
            // The one that is starting may be that of another shell, which came first.
            Optional<ProcessHandle> starting = UpState.running(home).flatMap(state -> state.owner().find()).or(() -> ours.map(Process::toHandle));
            boolean gone = starting.map(process -> ServiceProcess.gone(process, Duration.ofMillis(100))).orElse(true);
            if (gone && UpState.running(home).isEmpty() && ours.filter(Process::isAlive).isEmpty()) {
                throw ours.isPresent() ? failed(ours.get().exitValue(), log)
                        : CycloException.unavailable("Cannot use the services of '%s': the 'up' that was starting them ended. Try again.", home.folder());
            }
        }
        print(UpState.running(home).map(UpState::services).orElse(List.of()));
        System.err.println((before.isPresent() ? "They were up already." : "Up.") + " ./cyclo down stops all.");
        return 0;
    }

    private Process begin(Installation installation, CycloHome home, Path log) throws IOException {
        Files.deleteIfExists(log);
        List<String> words = new ArrayList<>(List.of("nohup"));
        words.addAll(installation.command("local", "up", "--project", homeOption.project().toString()));
        if (kafka) {
            words.add("--kafka");
        }
        Map<String, String> environment = new java.util.HashMap<>(installation.environment(""));
        environment.put("CYCLO_HOME", home.folder().toString());
        return ServiceProcess.launch(words, log, environment);
    }

    /** What {@code up} said in its log, with its exit code. */
    private static CycloException failed(int exitCode, Path log) throws IOException {
        String told = Files.readString(log).strip();
        String sentence = "Cannot start the services:%n%s".formatted(told.isEmpty() ? "It ended with " + exitCode + " and left no word in " + log + "." : told);
        return exitCode == ExitCode.USAGE.code() ? CycloException.usage("%s", sentence) : CycloException.unavailable("%s", sentence);
    }

    private void print(List<Service> services) {
        spec.commandLine().getOut().print(Lines.aligned(Lines.of(services)));
        spec.commandLine().getOut().flush();
    }

    /** Whether the project, or one of the examples below it, has a {@code streaming.yaml}. */
    static boolean streams(Path project) throws IOException {
        if (Files.isRegularFile(project.resolve("streaming.yaml"))) {
            return true;
        }
        Path examples = project.resolve("examples");
        if (!Files.isDirectory(examples)) {
            return false;
        }
        try (Stream<Path> folders = Files.list(examples)) {
            return folders.anyMatch(folder -> Files.isRegularFile(folder.resolve("streaming.yaml")));
        }
    }
}
