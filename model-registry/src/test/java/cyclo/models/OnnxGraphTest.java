package cyclo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.nio.DoubleBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {
    @Test void theGraphPredictsWhatTheModelPredicts() throws Exception {
        Table rows = Rows.random(1000, 21);
        assertThat(Models.linear(Task.BINARY).preparation().unseen(rows)).containsKeys("carrier", "gate");
        for (Task task : Task.values()) {
            assertSame(Models.linear(task), rows, 1e-12);
            assertSame(Models.trees(task), rows, 1e-5);
        }
    }

    @Test void anInputMayBeCalledLikeTheOutput() throws Exception {
        Table rows = Table.of(Column.of("prediction", ValueType.DOUBLE, List.of(1.0, 2.0)), Column.of("empty", ValueType.STRING, List.of("", "")));
        Preparation preparation = Preparation.fit(rows, PreparationSpec.forLinear(
                List.of(new InputColumn("prediction", ValueType.DOUBLE), new InputColumn("empty", ValueType.STRING)), Set.of()));
        assertSame(new CycloModel(Task.REGRESSION, preparation, new Linear(new double[] {2}, 1, Link.IDENTITY)), rows, 1e-12);
    }

    @Test void equalModelsGiveEqualBytes() throws Exception {
        assertThat(OnnxGraph.print(Models.trees(Task.BINARY))).isEqualTo(OnnxGraph.print(CycloModel.parse(Models.trees(Task.BINARY).toJson())));
    }

    private static void assertSame(CycloModel model, Table rows, double tolerance) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(OnnxGraph.print(model))) {
            Map<String, OnnxTensor> feed = new HashMap<>();
            for (InputColumn input : model.inputs()) {
                feed.put(input.name(), tensor(environment, rows.column(input.name())));
            }
            try (OrtSession.Result result = session.run(feed)) {
                double[][] actual = (double[][]) result.get(OnnxGraph.outputName(model)).orElseThrow().getValue();
                double[] expected = model.predict(rows);
                for (int row = 0; row < expected.length; row++) {
                    assertThat(actual[row][0]).isCloseTo(expected[row], within(tolerance));
                }
            } finally {
                feed.values().forEach(OnnxTensor::close);
            }
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Column column) throws Exception {
        int rows = column.size();
        if (column.type() == ValueType.STRING) {
            String[] texts = IntStream.range(0, rows).mapToObj(row -> column.isNull(row) ? "" : (String) column.value(row)).toArray(String[]::new);
            return OnnxTensor.createTensor(environment, texts);
        }
        double[] numbers = IntStream.range(0, rows).mapToDouble(column::numberAt).toArray();
        return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(numbers), new long[] {rows});
    }
}
