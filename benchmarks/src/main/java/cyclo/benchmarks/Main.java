package cyclo.benchmarks;

import cyclo.common.Program;
import picocli.CommandLine.Command;

/** Cyclo beside the programs it replaces, measured in one run on one machine. */
@Command(name = "benchmarks", mixinStandardHelpOptions = true, description = "Measures Cyclo beside the real Feast, on the same data in the same run.",
        subcommands = {RunBenchmarks.class, ListBenchmarks.class})
public final class Main {
    public static void main(String[] args) {
        System.exit(new Program("benchmarks", new Main()).run(args));
    }
}
