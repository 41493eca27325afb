package cyclo.data;

import cyclo.common.Clocks;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.common.Program;
import cyclo.common.ProjectOption;
import cyclo.common.WorkFolder;
import cyclo.common.WorkOption;
import cyclo.data.check.CheckTables;
import cyclo.data.check.Finding;
import cyclo.data.ingest.Ingest;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.MaterializeReport;
import cyclo.features.offline.OfflineStore;
import cyclo.features.offline.PostgresOfflineStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** data-pipeline: files become tables, tables are checked and loaded into the offline store, features go online. */
@Command(name = "data-pipeline", description = "Brings a project's files into the feature store: data.yaml says how.", mixinStandardHelpOptions = true,
        subcommands = {Main.IngestVerb.class, Main.TransformVerb.class, Main.CheckVerb.class, Main.LoadVerb.class, Main.MaterializeVerb.class, Main.RunVerb.class})
public final class Main {
    private static final String PROGRAM = "data-pipeline";

    public static void main(String[] args) {
        System.exit(new Program(PROGRAM, new Main()).settings(DataSettings::from).run(args));
    }

    /** What every verb begins with, and the steps themselves. */
    abstract static class Verb implements Callable<Integer> {
        @Mixin private ProjectOption projectOption;
        @Mixin private WorkOption workOption;

        @Option(names = "--json", description = "print the result as JSON")
        private boolean json;

        private Env env;
        private Pipeline pipeline;
        private WorkFolder work;
        private long memory;

        abstract void run();

        @Override public Integer call() {
            env = projectOption.start(PROGRAM);
            memory = DataSettings.from(env).memory();
            Path project = projectOption.folder();
            pipeline = PipelineReader.read(project);
            work = workOption.folder(env, project);
            run();
            return 0;
        }

        void ingest() {
            new Ingest(pipeline.project(), pipeline.sources(), memory).run(work);
            print(Ingest.STEP, "sources");
        }

        void transform() {
            new Transform(pipeline, memory).run(work);
            print(Transform.STEP, "rows");
        }

        void check() {
            Set<String> described = new LinkedHashSet<>();
            pipeline.targets().forEach(target -> described.add(target.from()));
            String project = pipeline.project().getFileName().toString();
            List<Finding> findings = new CheckTables(pipeline.checks(), List.copyOf(described), Clocks.of(env), memory).run(work, project, Transform.STEP);
            Path folder = work.read(CheckTables.STEP);
            if (json) {
                System.out.println(Json.pretty(Json.read(folder.resolve(CheckTables.JSON)).get("checks")));
            } else {
                long held = findings.stream().filter(Finding::passed).count();
                System.out.printf("check: %d of %d hold, report in %s%n", held, findings.size(), folder.resolve(CheckTables.HTML));
            }
        }

        void load() {
            try (OfflineStore store = new PostgresOfflineStore(FeatureStoreConfig.read(pipeline.project(), env).offline())) {
                new Load(pipeline, store).run(work);
            }
            print(Load.STEP, "tables");
        }

        void materialize(List<String> views, Optional<Instant> start, Optional<Instant> end) {
            Clock clock = Clocks.of(env);
            Optional<Instant> from = start.or(() -> end.isPresent() ? Optional.empty() : pipeline.start());
            Instant until = end.or(pipeline::end).orElseGet(clock::instant);
            if (from.isPresent() && from.get().isAfter(until)) {
                throw CycloException.usage("Cannot materialize from %s to %s: the start is after the end.", from.get(), until);
            }
            try (FeatureStore store = FeatureStore.open(pipeline.project(), env, clock)) {
                MaterializeReport report = from.isPresent() ? store.materialize(views, from.get(), until) : store.materializeIncremental(views, until);
                if (json) {
                    System.out.println(Json.pretty(report.views().stream().map(Main::json).toList()));
                } else {
                    report.views().forEach(view -> System.out.printf("materialize %s: %,d entities, %,d written, %s to %s%n",
                            view.name(), view.entities(), view.written(), view.start(), view.end()));
                }
            }
        }

        private void print(String step, String what) {
            var result = work.notes(step).get(what);
            if (json) {
                System.out.println(Json.pretty(result));
            } else {
                result.properties().forEach(entry -> System.out.printf("%s %s: %s%n", step, entry.getKey(), words(entry.getValue())));
            }
        }

        private static String words(com.fasterxml.jackson.databind.JsonNode counts) {
            if (counts.isNumber()) {
                return "%,d rows".formatted(counts.asLong());
            }
            List<String> words = new ArrayList<>();
            counts.properties().forEach(entry -> words.add("%s %,d".formatted(entry.getKey().replace('_', ' '), entry.getValue().asLong())));
            return String.join(", ", words);
        }
    }

    private static java.util.Map<String, Object> json(MaterializeReport.View view) {
        return java.util.Map.of("view", view.name(), "start", view.start().toString(), "end", view.end().toString(), "entities", view.entities(),
                "written", view.written());
    }

    @Command(name = "ingest", mixinStandardHelpOptions = true,
            description = "Reads the source files into Parquet; rows that do not parse go to a quarantine file, too many of them stop the run (exit 3).")
    static final class IngestVerb extends Verb {
        @Override void run() {
            ingest();
        }
    }

    @Command(name = "transform", description = "Runs the SQL steps on what ingest left.", mixinStandardHelpOptions = true)
    static final class TransformVerb extends Verb {
        @Override void run() {
            transform();
        }
    }

    @Command(name = "check", description = "Checks the tables and writes a report; a failed check of severity error stops the run (exit 3).",
            mixinStandardHelpOptions = true)
    static final class CheckVerb extends Verb {
        @Override void run() {
            check();
        }
    }

    @Command(name = "load", description = "Loads checked tables into the offline store; again is the same as once.", mixinStandardHelpOptions = true)
    static final class LoadVerb extends Verb {
        @Override void run() {
            load();
        }
    }

    @Command(name = "materialize", mixinStandardHelpOptions = true,
            description = "Brings the newest features online. Without --start and --end: the interval in data.yaml, else from where the last run ended until now.")
    static final class MaterializeVerb extends Verb {
        @Option(names = "--start", paramLabel = "INSTANT", description = "first moment, such as 2013-01-01T00:00:00Z [from where the last run ended]")
        private String start;

        @Option(names = "--end", paramLabel = "INSTANT", description = "last moment [in data.yaml, else now]")
        private String end;

        @Option(names = "--view", paramLabel = "NAME", description = "only this feature view; may be given several times")
        private List<String> views = List.of();

        @Override void run() {
            materialize(views, instant("--start", start), instant("--end", end));
        }

        private static Optional<Instant> instant(String option, String text) {
            try {
                return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
            } catch (DateTimeParseException e) {
                throw CycloException.usage("Cannot use %s '%s': write an instant such as 2013-12-15T12:00:00Z.", option, text);
            }
        }
    }

    @Command(name = "run", description = "All steps in order: ingest, transform, check, load, materialize.", mixinStandardHelpOptions = true)
    static final class RunVerb extends Verb {
        @Override void run() {
            ingest();
            transform();
            check();
            load();
            materialize(List.of(), Optional.empty(), Optional.empty());
        }
    }
}
