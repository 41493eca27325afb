package cyclo.features.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.features.Definitions;
import cyclo.features.Interval;
import cyclo.features.definitions.Plan.Action;
import cyclo.features.definitions.Plan.Change;
import cyclo.features.definitions.Plan.Difference;
import feast.proto.core.RegistryProto;
import feast.proto.core.SavedDatasetProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegistryTest {
    @TempDir Path folder;
    private Path file;
    private Registry registry;

    @BeforeEach void open() {
        file = folder.resolve("data/registry.db");
        registry = at("2026-01-01T00:00:00Z");
    }

    @Test void whatIsAppliedIsReadBack() {
        Definitions wanted = Golden.definitions("p");
        Plan plan = registry.apply(wanted, "sha");
        assertThat(plan.changes()).hasSize(16).allMatch(change -> change.action() == Action.CREATE);
        Definitions read = registry.read();
        assertThat(read).isEqualTo(wanted);
        assertThat(registry.appliedFile()).contains("sha");
        assertThat(registry.plan(wanted).isEmpty()).isTrue();
    }

    @Test void ofApplyAtOnceOneWinsAndTheOthersSaySo() throws Exception {
        ConcurrentApply.oneWinsAndTheOthersSaySo(() -> at("2026-01-01T00:00:00Z"));
    }

    @Test void theSecondApplyWritesNothing() throws IOException {
        registry.apply(Golden.definitions("p"), "sha");
        byte[] bytes = Files.readAllBytes(file);
        assertThat(at("2027-01-01T00:00:00Z").apply(Golden.definitions("p"), "sha").isEmpty()).isTrue();
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test void onlyWhatChangedIsTouched() throws IOException {
        registry.apply(Golden.definitions("p"), "sha");
        RegistryProto.Registry before = parsed();
        String changed = Golden.text("feast/features.yaml").replace("ttl: 3650d", "ttl: 7d").replace("{name: f_strings, type: Array(String)}",
                "{name: f_new, type: Bool}")
                .replace("{name: driver_activity_v3, features: [driver_stats_fresh, driver_types]}",
                        "{name: driver_activity_v4, features: [driver_stats_fresh]}");
        Plan plan = at("2027-01-01T00:00:00Z").apply(Golden.definitions("p", changed), "sha2");
        assertThat(plan.changes()).containsExactly(
                new Change(Action.UPDATE, "feature view", "driver_types", List.of("features (+f_new, -f_strings)"),
                        List.of(new Difference("features.f_strings", "Array(String)", ""), new Difference("features.f_new", "", "Bool"))),
                new Change(Action.UPDATE, "feature view", "driver_customer", List.of("ttl"), List.of(new Difference("ttl", "3650d", "7d"))),
                new Change(Action.CREATE, "feature service", "driver_activity_v4", List.of(), List.of()),
                new Change(Action.DELETE, "feature service", "driver_activity_v3", List.of(), List.of()));
        RegistryProto.Registry after = parsed();
        assertThat(after.getEntitiesList()).isEqualTo(before.getEntitiesList());
        assertThat(after.getDataSourcesList()).isEqualTo(before.getDataSourcesList());
        var types = after.getFeatureViewsList().stream().filter(view -> view.getSpec().getName().equals("driver_types")).findFirst().orElseThrow();
        assertThat(types.getMeta().getCreatedTimestamp().getSeconds()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z").getEpochSecond());
        assertThat(types.getMeta().getLastUpdatedTimestamp().getSeconds()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z").getEpochSecond());
        assertThat(NewerFields.number(types.getMeta().getUnknownFields(), 4)).as("version").isEqualTo(1);
        assertThat(NewerFields.messages(NewerFields.inside(after.getUnknownFields(), 18), 1)).as("history: five first versions, one second").hasSize(6);
    }

    @Test void materializedIntervalsOutliveAnApply() {
        Interval interval = new Interval(Instant.EPOCH, Instant.parse("2024-01-01T00:00:00Z"));
        registry.apply(Golden.definitions("p"), "sha");
        registry.recordMaterialization("driver_stats", interval);
        registry.apply(Golden.definitions("p", Golden.text("feast/features.yaml").replace("description: driver statistics",
                "description: other words")), "sha2");
        assertThat(registry.read().view("driver_stats").description()).isEqualTo("other words");
        assertThat(registry.read().view("driver_stats").materialized()).containsExactly(interval);
    }

    @Test void otherProjectsAndOtherKindsStay() throws IOException {
        registry.apply(Golden.definitions("p"), "sha");
        RegistryProto.Registry.Builder builder = parsed().toBuilder();
        builder.addSavedDatasets(SavedDatasetProto.SavedDataset.newBuilder().setSpec(SavedDatasetProto.SavedDatasetSpec.newBuilder().setName("d")
                .setProject("p")));
        Files.write(file, builder.build().toByteArray());
        Registry other = new FileRegistry(file, "q", Clock.systemUTC());
        other.apply(Golden.definitions("q"), "sha");
        registry.apply(Golden.definitions("p", "entities: [{name: only, join_keys: [{name: k, type: String}]}]"), "sha2");
        assertThat(parsed().getSavedDatasetsList()).hasSize(1);
        assertThat(other.read()).isEqualTo(Golden.definitions("q"));
        assertThat(registry.read().views()).isEmpty();
        assertThat(registry.teardown()).containsExactly("entity __dummy", "entity only");
        assertThat(parsed().getSavedDatasetsList()).isEmpty();
        assertThat(other.read()).isEqualTo(Golden.definitions("q"));
    }

    @Test void whoeverComesLateWithTheSameWordsHasNothingLeftToDo() {
        Definitions wanted = Golden.definitions("p");
        Plan shown = registry.plan(wanted);
        registry.apply(wanted, "sha");
        assertThat(registry.apply(wanted, "sha", plan -> plan.requireSameBasis(shown)).isEmpty()).isTrue();
    }

    @Test void materializingMeanwhileIsNoOtherApply() {
        registry.apply(Golden.definitions("p"), "sha");
        Definitions wanted = Golden.definitions("p", "entities: [{name: only, join_keys: [{name: k, type: String}]}]");
        Plan shown = registry.plan(wanted);
        registry.recordMaterialization("driver_stats", new Interval(Instant.EPOCH, Instant.parse("2024-01-01T00:00:00Z")));
        assertThat(registry.apply(wanted, "sha2", plan -> plan.requireSameBasis(shown)).changes()).isNotEmpty();
    }

    @Test void whatOnlyPythonDeclaresIsShown() throws IOException {
        registry.apply(Golden.definitions("p"), "sha");
        Files.write(file, OthersOfPython.addedTo(parsed(), "p").toByteArray());
        assertThat(registry.others()).isEqualTo(OthersOfPython.SHOWN);
        assertThat(new FileRegistry(file, "q", Clock.systemUTC()).others()).isEmpty();
        registry.apply(Golden.definitions("p", "entities: [{name: only, join_keys: [{name: k, type: String}]}]"), "sha2");
        assertThat(registry.others()).isEqualTo(OthersOfPython.SHOWN);
    }

    @Test void appliesAtOnceDoNotMix() throws IOException, InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Plan>> plans = IntStream.range(0, 8).mapToObj(i -> threads.submit(() ->
                    new FileRegistry(file, "p" + i % 4, Clock.systemUTC()).apply(Golden.definitions("p" + i % 4), "sha"))).toList();
            int created = 0;
            for (Future<Plan> plan : plans) {
                created += plan.get().changes().size();
            }
            assertThat(created).isEqualTo(4 * 16);
        } finally {
            threads.shutdown();
        }
        for (int i = 0; i < 4; i++) {
            assertThat(new FileRegistry(file, "p" + i, Clock.systemUTC()).read()).isEqualTo(Golden.definitions("p" + i));
        }
    }

    private Registry at(String time) {
        return new FileRegistry(file, "p", Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
    }

    private RegistryProto.Registry parsed() throws IOException {
        return RegistryProto.Registry.parseFrom(Files.readAllBytes(file));
    }
}
