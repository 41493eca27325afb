package cyclo.data;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Clocks;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Json;
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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every verb begins with, and the steps themselves. */
abstract class Verb implements Callable<Integer> {
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
        env = projectOption.start(Main.PROGRAM);
        memory = DataSettings.from(env).memory();
        Path project = projectOption.folder();
        pipeline = PipelineReader.read(project);
        work = workOption.folder(env, project);
        if (usesWorkFolder()) {
            work.alone(Main.PROGRAM, this::run);
        } else {
            run();
        }
        return 0;
    }

    /** Whether the verb reads or leaves steps of the run; two that do take turns. */
    boolean usesWorkFolder() {
        return true;
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
        try (OfflineStore store = OfflineStore.open(FeatureStoreConfig.read(pipeline.project(), env))) {
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
                System.out.println(Json.pretty(report.views().stream().map(Verb::json).toList()));
            } else {
                report.views().forEach(view -> System.out.printf("materialize %s: %,d entities, %,d written, %s to %s%n",
                        view.name(), view.entities(), view.written(), view.start(), view.end()));
            }
        }
    }

    private void print(String step, String what) {
        JsonNode result = work.notes(step).get(what);
        if (json) {
            System.out.println(Json.pretty(result));
        } else {
            result.properties().forEach(entry -> System.out.printf("%s %s: %s%n", step, entry.getKey(), words(entry.getValue())));
        }
    }

    private static String words(JsonNode counts) {
        if (counts.isNumber()) {
            return "%,d rows".formatted(counts.asLong());
        }
        List<String> words = new ArrayList<>();
        counts.properties().forEach(entry -> words.add("%s %,d".formatted(entry.getKey().replace('_', ' '), entry.getValue().asLong())));
        return String.join(", ", words);
    }

    private static Map<String, Object> json(MaterializeReport.View view) {
        return Map.of("view", view.name(), "start", view.start().toString(), "end", view.end().toString(), "entities", view.entities(),
            "written", view.written());
    }
}
