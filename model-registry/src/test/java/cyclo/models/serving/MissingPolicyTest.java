package cyclo.models.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.YamlFile;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.models.InputColumn;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MissingPolicyTest {
    private static final List<InputColumn> INPUTS = List.of(new InputColumn("rate", ValueType.DOUBLE), new InputColumn("trips", ValueType.INT32));
    private static final Table ROWS = Table.of(
            Column.of("rate", ValueType.DOUBLE, Arrays.asList(0.5, null, Double.NaN)),
            Column.of("trips", ValueType.INT32, Arrays.asList(null, 4, 0)));

    @Test void withoutASectionEveryMissingValueIsRefused() {
        MissingPolicy.Applied applied = policy("model: m").apply(ROWS, INPUTS);

        assertThat(applied.refused()).isEqualTo(Map.of(0, List.of("trips"), 1, List.of("rate"), 2, List.of("rate")));
    }

    @Test void aModelThatKnowsMissingValuesGetsThemAsTheyAre() {
        MissingPolicy.Applied applied = policy("missing: model").apply(ROWS, INPUTS);

        assertThat(applied.rows()).isSameAs(ROWS);
        assertThat(applied.refused()).isEmpty();
    }

    @Test void aDefaultStandsInOnlyWhereAValueIsMissingAndIsCounted() {
        MissingPolicy.Applied applied = policy("missing: {otherwise: model, features: {rate: {default: 1}}}").apply(ROWS, INPUTS);

        assertThat(applied.rows().column("rate").value(0)).isEqualTo(0.5);
        assertThat(applied.rows().column("rate").value(1)).isEqualTo(1.0);
        assertThat(applied.rows().column("rate").value(2)).isEqualTo(1.0);
        assertThat(applied.rows().column("trips").value(2)).isEqualTo(0);
        assertThat(applied.rows().column("trips").isNull(0)).isTrue();
        assertThat(applied.defaulted()).isEqualTo(Map.of("rate", 2));
    }

    @Test void aPolicyForAnUnknownInputOrOfAnotherTypeIsTold() {
        assertThatThrownBy(() -> policy("missing: {otherwise: model, features: {rat: refuse, trips: {default: 0.5}}}"))
                .isInstanceOf(CycloException.class)
                .hasMessage("Cannot use 'missing' of serving.yaml: it names 'rat', which is no input of the model. Did you mean 'rate'? "
                        + "And the default of 'trips' is '0.5', but the input is of type INT32.");
    }

    @Test void aFeatureThatThisModelDoesNotReadIsPassedOver() {
        assertThat(policy("missing: {otherwise: model, features: {wind: refuse}}").apply(ROWS, INPUTS).refused()).isEmpty();
    }

    @Test void anythingElseIsAFaultWithItsLine() {
        assertThatThrownBy(() -> policy("missing:\n  otherwise: zero\n  features: {rate: {defualt: 1}}"))
                .hasMessageContaining("serving.yaml:2: 'otherwise' is 'zero': write refuse, model, or {default: VALUE}")
                .hasMessageContaining("serving.yaml:3: 'rate' is '{defualt=1}'");
    }

    @Test void theOtherProgramsSectionIsKnownAndNotLookedInto() {
        YamlFile file = YamlFile.parse(Path.of("serving.yaml"), "model: models:/m@champion\nbatch: {anything: 1}\nonline: {else: 2}");

        Serving serving = Serving.read(file, Path.of("/project"));
        file.check();

        assertThat(serving.model()).isEqualTo(new ModelReference.Registered("models:/m@champion"));
        assertThat(serving.missing()).isEqualTo(MissingPolicy.REFUSE_ALL);
    }

    @Test void aModelIsAUriOrAFolderOfTheProject() {
        assertThat(ModelReference.parse("file:model", Path.of("/project"))).contains(new ModelReference.Folder(Path.of("/project/model")));
        assertThat(ModelReference.parse("/srv/model", Path.of("/project"))).contains(new ModelReference.Folder(Path.of("/srv/model")));
        assertThat(ModelReference.parse("models:/m/3", Path.of("/project"))).contains(new ModelReference.Registered("models:/m/3"));
        assertThat(ModelReference.parse("models:/m", Path.of("/project"))).isEmpty();
    }

    private static MissingPolicy policy(String yaml) {
        YamlFile file = YamlFile.parse(Path.of("serving.yaml"), yaml);
        MissingPolicy policy = MissingPolicy.read(file.root());
        file.root().has("model");
        file.check();
        return policy.boundTo(INPUTS, Set.of("wind"));
    }
}
