package cyclo.features.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.common.YamlFile;
import cyclo.common.table.ValueType;
import cyclo.features.Definitions;
import cyclo.features.OnDemandView;
import cyclo.features.ondemand.Expression;
import cyclo.features.ondemand.OnDemandNames;
import cyclo.features.ondemand.PythonText;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** everything.json is what Feast 0.67 computed by running everything.py, which is what we wrote into its registry. */
class OnDemandPythonTest {
    private final Definitions definitions = FeaturesFile.read(YamlFile.parse(Path.of("features.yaml"), Golden.text("ondemand/features.yaml")), "golden");
    private final OnDemandView view = definitions.onDemandView("everything");
    private final Map<String, ValueType> inputs = new OnDemandNames(definitions, view).types();

    @Test void theTextIsTheOneThatFeastRan() {
        assertThat(PythonText.function(view, inputs)).isEqualTo(Golden.text("ondemand/everything.py"));
    }

    @Test void theJvmComputesWhatPythonComputed() {
        int compared = 0;
        for (JsonNode row : Json.parse(Golden.text("ondemand/everything.json"))) {
            for (OnDemandView.Computed computed : view.features()) {
                ValueType type = computed.field().type();
                Expression expression = Expression.compile(computed.expression().orElseThrow(), inputs, type);
                Object[] values = expression.names().stream().map(name -> value(row.get("inputs").get(name), inputs.get(name))).toArray();
                assertThat(expression.evaluate(values)).as("%s of %s", computed.field().name(), row.get("inputs"))
                        .isEqualTo(value(row.get("outputs").get(computed.field().name()), type));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(120);
    }

    private static Object value(JsonNode value, ValueType type) {
        if (value.isNull()) {
            return null;
        }
        return switch (type) {
            case INT32 -> value.asInt();
            case INT64 -> value.asLong();
            case DOUBLE -> value.asDouble();
            case FLOAT -> (float) value.asDouble();
            case BOOL -> value.asBoolean();
            case UNIX_TIMESTAMP -> Instant.parse(value.asText() + "Z");
            default -> value.asText();
        };
    }
}
