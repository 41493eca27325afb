package cyclo.benchmarks;

import cyclo.common.Json;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists what can be measured.")
final class ListBenchmarks implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override public Integer call() {
        if (json) {
            spec.commandLine().getOut().println(Json.pretty(Benchmark.all().stream()
                    .map(benchmark -> Map.of("name", benchmark.name(), "description", benchmark.describe())).toList()));
        } else {
            Benchmark.all().forEach(benchmark -> spec.commandLine().getOut().printf("%-14s %s%n", benchmark.name(), benchmark.describe()));
        }
        return 0;
    }
}
