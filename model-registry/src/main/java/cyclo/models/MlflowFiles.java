package cyclo.models;

import cyclo.common.CycloException;
import cyclo.common.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files by which MLflow's Python loads the model: {@code mlflow.pyfunc.load_model} runs the ONNX graph through the loader in code/. */
final class MlflowFiles {
    static final String ONNX = "model.onnx";
    private static final DateTimeFormatter CREATED = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final List<String> REQUIREMENTS = List.of("mlflow==3.17.2", "numpy", "onnx", "onnxruntime>=1.22", "pandas");

    private MlflowFiles() {}

    static void write(Path folder, CycloModel model, ModelCard card, Table example) throws IOException {
        Files.write(folder.resolve(ONNX), OnnxGraph.print(model));
        Files.createDirectories(folder.resolve("code"));
        try (InputStream loader = MlflowFiles.class.getResourceAsStream("cyclo_columns.py")) {
            Files.write(folder.resolve("code").resolve("cyclo_columns.py"), loader.readAllBytes());
        }
        text(folder, "requirements.txt", String.join("\n", REQUIREMENTS) + "\n");
        text(folder, "conda.yaml", """
                channels:
                - conda-forge
                dependencies:
                - python=3.11
                - pip
                - pip:
                  - %s
                name: mlflow-env
                """.formatted(String.join("\n  - ", REQUIREMENTS)));
        text(folder, "python_env.yaml", """
                python: '3.11'
                build_dependencies:
                - pip
                - setuptools
                - wheel
                dependencies:
                - -r requirements.txt
                """);
        Map<String, Object> split = split(model, example);
        Files.write(folder.resolve("input_example.json"), CanonicalJson.write(split));
        Files.write(folder.resolve("serving_input_example.json"), CanonicalJson.write(Map.of("dataframe_split", split)));
        text(folder, "MLmodel", mlmodel(model, card, Files.size(folder.resolve(ONNX))));
    }

    private static String mlmodel(CycloModel model, ModelCard card, long size) {
        return """
                flavors:
                  cyclo:
                    digest: %s
                    feature_service: %s
                    model: %s
                    project: %s
                  onnx:
                    code: code
                    data: model.onnx
                    onnx_version: 1.16.0
                    providers:
                    - CPUExecutionProvider
                  python_function:
                    code: code
                    data: model.onnx
                    env:
                      conda: conda.yaml
                      virtualenv: python_env.yaml
                    loader_module: cyclo_columns
                    python_version: 3.11.7
                mlflow_version: 3.17.2
                model_size_bytes: %d
                prompts: null
                saved_input_example_info:
                  artifact_path: input_example.json
                  pandas_orient: split
                  serving_input_path: serving_input_example.json
                  type: dataframe
                signature:
                  inputs: %s
                  outputs: %s
                  params: null
                utc_time_created: %s
                """.formatted(model.digest(), quoted(card.featureService()), ModelFolder.MODEL, quoted(card.project()), size,
                quoted(inputs(model)), quoted(outputs(model)), quoted(CREATED.format(card.created())));
    }

    /** Inputs that training saw missing may be left out of a request, or be null in it. */
    private static String inputs(CycloModel model) {
        List<Object> columns = new ArrayList<>();
        for (InputColumn input : model.inputs()) {
            columns.add(Map.of("name", input.name(), "type", mlflowType(input, model.preparation().optional().contains(input.name())),
                    "required", !model.preparation().optional().contains(input.name())));
        }
        return new String(CanonicalJson.write(columns), StandardCharsets.UTF_8);
    }

    private static String outputs(CycloModel model) {
        Map<String, Object> column = Map.of("name", OnnxGraph.outputName(model), "type", "double", "required", true);
        return new String(CanonicalJson.write(List.of(column)), StandardCharsets.UTF_8);
    }

    /**
     * MLflow widens float and int columns by itself, but never narrows pandas' own float64 and int64. Whole numbers and booleans with
     * nulls have no dtype of their own in pandas (float64, Int64, object or boolean, as they come): any of these is let through.
     */
    private static String mlflowType(InputColumn input, boolean optional) {
        return switch (input.type()) {
            case INT32, INT64 -> optional ? "any" : "long";
            case DOUBLE, FLOAT -> "double";
            case BOOL -> optional ? "any" : "boolean";
            case STRING -> "string";
            case UNIX_TIMESTAMP -> "datetime";
            default -> throw CycloException.usage("Cannot write input '%s' to MLmodel: it is %s.", input.name(), input.type());
        };
    }

    private static Map<String, Object> split(CycloModel model, Table example) {
        List<Object> rows = new ArrayList<>();
        for (int row = 0; row < Math.min(3, example.rows()); row++) {
            List<Object> cells = new ArrayList<>();
            for (InputColumn input : model.inputs()) {
                Object value = example.column(input.name()).value(row);
                boolean missing = value == null || value instanceof Number number && Double.isNaN(number.doubleValue());
                cells.add(missing ? CanonicalJson.NULL : value instanceof Instant ? value.toString().replace("Z", "") : value);
            }
            rows.add(cells);
        }
        return new LinkedHashMap<>(Map.of("columns", model.inputs().stream().map(InputColumn::name).toList(), "data", rows));
    }

    private static void text(Path folder, String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    /** A YAML text in single quotes. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
