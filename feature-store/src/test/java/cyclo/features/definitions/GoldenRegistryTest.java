package cyclo.features.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.ValueType;
import cyclo.features.Definitions;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.Interval;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.ondemand.Expression;
import cyclo.features.ondemand.OnDemandNames;
import feast.proto.core.FeatureViewProto.FeatureView.Builder;
import feast.proto.core.RegistryProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenRegistryTest {
    private static final Interval YEAR = new Interval(Instant.parse("2023-01-01T00:00:00Z"), Instant.parse("2024-01-03T00:00:00Z"));

    @TempDir Path folder;
    private Path file;
    private Registry registry;

    @BeforeEach void copy() throws IOException {
        file = folder.resolve("registry.db");
        Files.write(file, Golden.bytes("feast/registry/registry.after_materialize.db"));
        registry = new FileRegistry(file, Golden.PROJECT, Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.after_apply.db", "registry.after_materialize.db"})
    void whatPythonWroteSurvivesARewriteToTheLastUnknownField(String name) throws IOException {
        Files.write(file, Golden.bytes("feast/registry/" + name));
        RegistryProto.Registry before = parsed();
        Registry other = new FileRegistry(file, "another", Clock.systemUTC());
        other.apply(Golden.definitions("another"), "x");
        assertThat(Files.size(file)).isGreaterThan(before.getSerializedSize());
        other.teardown();
        RegistryProto.Registry after = parsed();
        assertThat(after.getVersionId()).isNotEqualTo(before.getVersionId());
        assertThat(withoutVersion(after)).isEqualTo(withoutVersion(before));
        assertThat(withoutVersion(after).toByteString()).isEqualTo(withoutVersion(before).toByteString());
    }

    @Test void everyObjectIsReadAsPythonDeclaredIt() {
        Definitions definitions = registry.read();
        Definitions declared = Golden.definitions(Golden.PROJECT);
        assertThat(definitions.entities()).containsExactlyInAnyOrderElementsOf(declared.entities());
        assertThat(definitions.sources()).containsExactlyInAnyOrderElementsOf(declared.sources());
        assertThat(definitions.pushSources()).containsExactlyInAnyOrderElementsOf(declared.pushSources());
        assertThat(definitions.services()).containsExactlyInAnyOrderElementsOf(declared.services());
        for (FeatureView view : declared.views()) {
            assertThat(withoutIntervals(definitions.view(view.name()))).isEqualTo(view);
        }
        assertThat(definitions.view("driver_types").materialized()).containsExactly(YEAR);
        assertThat(definitions.view("driver_stats_fresh").materialized()).containsExactly(YEAR, YEAR);
        assertThat(definitions.view("driver_stats_fresh").materializedUntil()).contains(YEAR.end());
    }

    @Test void aPythonFunctionThatAssignsColumnsIsCompiledFromItsText() {
        OnDemandView view = registry.read().onDemandView("transformed_conv_rate");
        assertThat(view.request()).containsExactly(Field.of("val_to_add", ValueType.INT64), Field.of("val_to_add_2", ValueType.INT64));
        assertThat(view.sources()).extracting(Projection::view).containsExactly("driver_stats");
        Expression plus = view.compile("conv_rate_plus_val1", new OnDemandNames(registry.read(), view).types());
        assertThat(plus.names()).containsExactly("conv_rate", "val_to_add");
        assertThat(plus.evaluate(new Object[] {0.3f, 1L})).isEqualTo(1.300000011920929);
        assertThat(plus.evaluate(new Object[] {null, 1L})).isNull();
    }

    @Test void aPythonFunctionThatDoesMoreIsListedAndRefusedByName() throws IOException {
        RegistryProto.Registry.Builder other = parsed().toBuilder();
        other.getOnDemandFeatureViewsBuilder(0).getSpecBuilder().getFeatureTransformationBuilder().getUserDefinedFunctionBuilder()
                .setBodyText("def f(inputs):\n    return model.predict(inputs)\n");
        Files.write(file, other.build().toByteArray());
        OnDemandView view = registry.read().onDemandView("transformed_conv_rate");
        assertThatThrownBy(() -> view.compile("conv_rate_plus_val1", new OnDemandNames(registry.read(), view).types())).isInstanceOf(CycloException.class)
                .hasMessageContaining("'transformed_conv_rate:conv_rate_plus_val1'").hasMessageContaining("line 2").hasMessageContaining("the name 'model'")
                .hasMessageContaining("features.yaml").satisfies(e -> assertThat(((CycloException) e).exitCode()).isEqualTo(ExitCode.REFUSED));
    }

    @Test void theSameDefinitionsInYamlChangeOnlyThePythonFunction() {
        assertThat(registry.plan(Golden.definitions(Golden.PROJECT)).changes()).extracting(change -> change.action() + " " + change.kind() + " "
                + change.name())
                .containsExactly("CREATE source transformed_conv_rate_request", "UPDATE on-demand view transformed_conv_rate",
                        "DELETE source vals_to_add");
    }

    @Test void anIntervalIsAddedAndNothingElseMoves() throws IOException {
        RegistryProto.Registry before = parsed();
        Interval next = new Interval(Instant.parse("2024-01-03T00:00:00Z"), Instant.parse("2024-01-04T00:00:00.123456Z"));
        registry.recordMaterialization("driver_customer", next);
        assertThat(registry.read().view("driver_customer").materialized()).containsExactly(YEAR, next);
        RegistryProto.Registry.Builder after = parsed().toBuilder();
        Builder view = after.getFeatureViewsBuilderList().stream().filter(one -> one.getSpec().getName().equals("driver_customer")).findFirst().orElseThrow();
        view.getMetaBuilder().removeMaterializationIntervals(1).setLastUpdatedTimestamp(before.getFeatureViewsList().stream()
                .filter(one -> one.getSpec().getName().equals("driver_customer")).findFirst().orElseThrow().getMeta().getLastUpdatedTimestamp());
        assertThat(withoutVersion(after.build())).isEqualTo(withoutVersion(before));
    }

    @Test void aFunctionOfPythonIsToldWhenExpressionsTakeItsPlace() {
        Plan.Change change = registry.plan(Golden.definitions(Golden.PROJECT)).changes().stream().filter(one -> one.kind().equals("on-demand view")).findFirst()
                .orElseThrow();
        assertThat(change.differences()).extracting(Plan.Difference::field)
                .containsExactlyInAnyOrder("function", "expression.conv_rate_plus_val1", "expression.conv_rate_plus_val2");
        assertThat(change.differences()).filteredOn(one -> one.field().equals("function")).first().satisfies(one -> {
            assertThat(one.before()).contains("def transformed_conv_rate(", "inputs[\"conv_rate\"] + inputs[\"val_to_add\"]");
            assertThat(one.after()).isEmpty();
        });
    }

    @Test void theDigestSaysNothingOfTimesAndIntervals() throws IOException {
        String materialized = registry.digest();
        Files.write(file, Golden.bytes("feast/registry/registry.after_apply.db"));
        assertThat(registry.digest()).isEqualTo(materialized).hasSize(64);
        registry.apply(Golden.definitions(Golden.PROJECT), "x");
        assertThat(registry.digest()).isNotEqualTo(materialized);
    }

    @Test void aTypeNewerThanOursIsKeptAndRefusedByName() throws IOException {
        RegistryProto.Registry.Builder newer = parsed().toBuilder();
        Builder view = newer.getFeatureViewsBuilderList().stream().filter(one -> one.getSpec().getName().equals("driver_customer")).findFirst().orElseThrow();
        view.getSpecBuilder().getFeaturesBuilder(0).setValueTypeValue(36);
        view.getSpecBuilder().getEntityColumnsBuilder(1).setValueTypeValue(44);
        Files.write(file, newer.build().toByteArray());
        registry.recordMaterialization("driver_stats", YEAR);
        Definitions definitions = registry.read();
        FeatureView read = definitions.findView("driver_customer").orElseThrow();
        assertThat(read.unsupported()).containsExactlyInAnyOrderEntriesOf(Map.of("rating", "UUID", "join key customer_id", "DECIMAL"));
        assertThatThrownBy(() -> read.feature("rating")).isInstanceOf(CycloException.class).hasMessageContaining("'driver_customer:rating'")
                .hasMessageContaining("UUID");
        assertThatThrownBy(() -> definitions.view("driver_customer")).isInstanceOf(CycloException.class).hasMessageContaining("customer_id")
                .hasMessageContaining("DECIMAL");
        assertThat(parsed().getFeatureViewsList()).anyMatch(one -> one.getSpec().getFeatures(0).getValueTypeValue() == 36);
    }

    @Test void aRegistryThatIsCutShortIsNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 7));
        assertThatThrownBy(registry::read).isInstanceOf(CycloException.class).hasMessageContaining(file.toString()).hasMessageContaining("cut short");
        assertThatThrownBy(() -> registry.apply(Golden.definitions(Golden.PROJECT), "x")).isInstanceOf(CycloException.class);
    }

    @Test void aProjectThatNobodyAppliedIsToldHowToBegin() {
        assertThatThrownBy(() -> new FileRegistry(folder.resolve("none.db"), "new", Clock.systemUTC()).read()).isInstanceOf(CycloException.class)
                .hasMessageContaining("'new'").hasMessageContaining("feature-server apply")
                .satisfies(e -> assertThat(((CycloException) e).exitCode()).isEqualTo(ExitCode.USAGE));
    }

    private RegistryProto.Registry parsed() throws IOException {
        return RegistryProto.Registry.parseFrom(Files.readAllBytes(file));
    }

    private static RegistryProto.Registry withoutVersion(RegistryProto.Registry registry) {
        return registry.toBuilder().clearVersionId().clearLastUpdated().build();
    }

    private static FeatureView withoutIntervals(FeatureView view) {
        return new FeatureView(view.name(), view.entities(), view.joinKeys(), view.features(), view.ttl(), view.source(), view.pushSource(), view.online(),
                view.description(), view.tags(), view.owner(), java.util.List.of(), view.unsupported());
    }
}
