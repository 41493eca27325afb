package cyclo.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.Json;
import cyclo.common.table.ValueType;
import cyclo.models.Task;
import cyclo.models.serving.Missing;
import cyclo.models.serving.MissingPolicy;
import cyclo.models.serving.ModelInfo;
import cyclo.models.serving.Scorer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PredictionHandlerTest {
    private static final MissingPolicy LEAVE_TO_MODEL = new MissingPolicy(Missing.MODEL, Map.of());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test void eachEntityGetsItsPredictionInOrderWithTheStatusOfItsFeatures() {
        Answer answer = handler(Task.REGRESSION, LEAVE_TO_MODEL).predict(drivers(1002, 1003, 1004, 9));

        assertThat(answer.predictions()).extracting(Answer.Prediction::prediction).containsExactly(0.75, 0.5, 0.5, 0.5);
        assertThat(answer.predictions()).extracting(one -> one.features().get("acc_rate"))
                .containsExactly("PRESENT", "NULL_VALUE", "OUTSIDE_MAX_AGE", "NOT_FOUND");
        assertThat(answer.predictions()).extracting(Answer.Prediction::predictionId).doesNotHaveDuplicates();
        assertThat(answer.model()).isEqualTo(new Answer.Model("m", "3", "run", null));
        assertThat(answer.predictedAt()).isEqualTo("2021-07-20T12:00:00Z");
    }

    @Test void aBinaryModelTellsItsProbabilityAndItsDecision() {
        Answer answer = handler(Task.BINARY, LEAVE_TO_MODEL).predict(drivers(1001, 1002));

        assertThat(answer.predictions()).extracting(Answer.Prediction::probability).containsExactly(0.25, 0.75);
        assertThat(answer.predictions()).extracting(Answer.Prediction::prediction).containsExactly(0.0, 1.0);
        assertThat(Json.write(answer)).contains("\"probability\":0.25").contains("\"run_id\":\"run\",\"threshold\":0.5");
        assertThat(Json.write(handler(Task.REGRESSION, LEAVE_TO_MODEL).predict(drivers(1001)))).doesNotContain("probability");
    }

    @Test void aMissingFeatureThatMayNotBeIsRefusedByNameWithItsStatus() {
        assertThatThrownBy(() -> handler(Task.BINARY, MissingPolicy.REFUSE_ALL).predict(drivers(1001, 1004)))
                .hasMessage("Cannot predict for entities[1] {driver_id=1004}: acc_rate is OUTSIDE_MAX_AGE. "
                        + "'missing' of serving.yaml refuses it: materialize these features, or ask for entities that have them.")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(meters.counter("cyclo.predictions.refused").count()).isEqualTo(1);
    }

    @Test void statusesAndDefaultsAreCounted() {
        handler(Task.BINARY, new MissingPolicy(new Missing.Default(0.1), Map.of())).predict(drivers(1001, 1003, 9));

        assertThat(meters.counter("cyclo.feature.status", "feature", "acc_rate", "status", "NOT_FOUND").count()).isEqualTo(1);
        assertThat(meters.counter("cyclo.feature.defaulted", "feature", "acc_rate").count()).isEqualTo(2);
        assertThat(meters.counter("cyclo.predictions").count()).isEqualTo(3);
    }

    @Test void theBestDriverIsTheFirstOfThoseWithTheHighestScore() {
        InferenceHandler inference = inference("driver_id", OnlineSection.Choice.MAX);

        InferenceHandler.BestEntity best = inference.best(Json.parse("{\"request_id\": \"r1\", \"driver_ids\": [1001, 1002, 1003]}"));

        assertThat(Json.write(best)).startsWith("{\"request_id\":\"r1\",\"prediction\":1002,\"error\":null,\"scores\":[");
        assertThat(inference("driver_id", OnlineSection.Choice.MIN).best(Json.parse("{\"request_id\": \"r1\", \"driver_ids\": [1003, 1001, 1001]}"))
                .prediction()).isEqualTo(1001L);
    }

    @Test void anInferenceThatCannotBeReadIsRefused() {
        InferenceHandler inference = inference("driver_id", OnlineSection.Choice.MAX);

        assertThatThrownBy(() -> inference.best(Json.parse("{\"driver_ids\": [1001]}")))
                .hasMessage("Cannot choose: write {\"request_id\": \"text\", \"driver_ids\": [...]}.");
        assertThatThrownBy(() -> inference.best(Json.parse("{\"request_id\": \"r\", \"driver_ids\": []}")))
                .hasMessageContaining("give 1 to 100 in 'driver_ids'");
        assertThatThrownBy(() -> inference.best(Json.parse("{\"request_id\": \"r\", \"driver_ids\": [\"1001\"]}")))
                .hasMessage("Cannot choose: driver_ids[0] is \"1001\": write a whole number (INT64).");
        assertThatThrownBy(() -> inference("driver", OnlineSection.Choice.MAX)).hasMessageContaining("There is: driver_id.");
    }

    private InferenceHandler inference(String entity, OnlineSection.Choice choice) {
        return new InferenceHandler(new OnlineSection.Inference(entity, choice), new EntitySchema(Map.of("driver_id", ValueType.INT64), 100),
                handler(Task.REGRESSION, LEAVE_TO_MODEL), 100);
    }

    private PredictionHandler handler(Task task, MissingPolicy missing) {
        return new PredictionHandler(Fakes::read, Fakes.SELECTION, new Scorer(new Fakes.Rate(task), missing),
                new ModelInfo("m", "3", "run", "digest", task, 0.5),
                Clock.fixed(Fakes.NOW, ZoneOffset.UTC), new ServingMetrics(meters));
    }

    private static List<Map<String, Object>> drivers(long... ids) {
        return Arrays.stream(ids).mapToObj(id -> {
            Map<String, Object> entity = new LinkedHashMap<>();
            entity.put("driver_id", id);
            return entity;
        }).toList();
    }
}
