package cyclo.benchmarks;

import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.Logging;
import cyclo.common.Suggestion;
import cyclo.services.python.PythonEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.opentest4j.TestAbortedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "run", mixinStandardHelpOptions = true, description = {"Measures, and prints the table.",
        "Takes about half an hour at full scale; nothing else should run on the machine. The real Feast comes from pip, once;",
        "wrk and h2load (packages wrk, nghttp2-client) make the load, redis-benchmark (redis-tools) the limits."})
final class RunBenchmarks implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "these alone [all; see list]")
    private List<String> only = List.of();

    @Option(names = "--scale", defaultValue = "1", paramLabel = "F", description = "share of the data, 0.001 to 1: to try it [${DEFAULT-VALUE}]")
    private double scale;

    @Option(names = "--runs", defaultValue = "3", paramLabel = "N", description = "how often each is measured; the median counts [${DEFAULT-VALUE}]")
    private int runs;

    @Option(names = "--jdk", paramLabel = "DIR", description = "a further Java to measure servers on; may be given again")
    private List<Path> jdks = List.of();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = "--to", paramLabel = "FILE", description = "also write the table in Markdown")
    private Path to;

    @Override public Integer call() {
        Logging.configure("benchmarks", Optional.empty());
        List<Benchmark> chosen = chosen();
        Path folder = folder();
        List<Row> rows = new ArrayList<>();
        PythonEnvironment python = python();
        Lab lab = new Lab(folder, new Scale(scale), runs, javas(), new Feast.Installation(python.folder().resolve("bin"), "0.67.0"), root());
        for (Benchmark benchmark : chosen) {
            lab.say(benchmark.name() + ": " + benchmark.describe());
            List<Row> measured = benchmark.run(lab);
            measured.forEach(row -> lab.say(Report.line(row)));
            rows.addAll(measured);
        }
        String table = Report.markdown(rows, runs, scale);
        if (to != null) {
            write(to, table);
        }
        spec.commandLine().getOut().println(json ? Json.pretty(all(rows)) : table);
        return 0;
    }

    private static PythonEnvironment python() {
        try {
            return PythonEnvironment.feast();
        } catch (TestAbortedException e) {
            throw CycloException.usage("Cannot measure without the real Feast: %s", e.getMessage(), e);
        }
    }

    private Map<String, Object> all(List<Row> rows) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", Machine.describe());
        all.put("scale", scale);
        all.put("rows", rows.stream().map(Row::json).toList());
        return all;
    }

    private List<Benchmark> chosen() {
        List<String> names = Benchmark.all().stream().map(Benchmark::name).toList();
        only.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(name -> {
            throw CycloException.usage("Cannot run the benchmark '%s': there is none of that name.%s", name, Suggestion.sentence(name, names));
        });
        return Benchmark.all().stream().filter(benchmark -> only.isEmpty() || only.contains(benchmark.name())).toList();
    }

    private List<Path> javas() {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        for (Path jdk : jdks) {
            if (!Files.isExecutable(jdk.resolve("bin/java"))) {
                throw CycloException.usage("Cannot measure on '%s': it has no bin/java. Give the home of a JDK.", jdk);
            }
            homes.add(jdk.toAbsolutePath());
        }
        return homes;
    }

    private static Path root() {
        String root = System.getenv().getOrDefault("CYCLO_ROOT", "");
        if (root.isBlank()) {
            throw CycloException.usage("Cannot find Cyclo's programs: start this by ./cyclo benchmarks run, or set CYCLO_ROOT.");
        }
        return Path.of(root);
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("cyclo-benchmarks-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
