package cyclo.models;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import cyclo.common.table.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints a model as one ONNX graph with a named input per column, each a vector of one value per row: texts as strings (empty for
 * null), everything else as doubles (NaN for null, seconds since 1970 for a time). Preparation and linear models are computed in
 * double, trees in float32. Equal models give equal bytes.
 */
final class OnnxGraph {
    private final OnnxNodes nodes = new OnnxNodes();
    private final String axis = nodes.constant(1L);

    private OnnxGraph() {}

    /** The name of the graph's one output: {@code probability} or {@code prediction}, set apart from an input of that name. */
    static String outputName(CycloModel model) {
        String name = model.task() == Task.BINARY ? "probability" : "prediction";
        while (model.inputs().stream().map(InputColumn::name).toList().contains(name)) {
            name += "_";
        }
        return name;
    }

    static byte[] print(CycloModel model) {
        OnnxGraph graph = new OnnxGraph();
        List<String> parts = new ArrayList<>();
        model.preparation().encodings().forEach(encoding -> graph.add(encoding, parts));
        String features = graph.nodes.node("Concat", parts, OnnxNodes.whole("axis", 1));
        String answer = model.estimator() instanceof Linear linear ? graph.linear(linear, features) : graph.trees((Trees) model.estimator(), features);
        graph.nodes.rename(answer, outputName(model));
        graph.nodes.output(outputName(model), OnnxNodes.DOUBLE);
        return ModelProto.newBuilder().setIrVersion(8).setProducerName("cyclo").setGraph(graph.nodes.graph())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3))
                .build().toByteArray();
    }

    private void add(Encoding encoding, List<String> parts) {
        boolean text = encoding.input().type() == ValueType.STRING;
        String input = nodes.input(encoding.input().name(), text ? OnnxNodes.STRING : OnnxNodes.DOUBLE);
        String column = text ? input : nodes.node("Unsqueeze", input, axis);
        if (encoding instanceof NumberEncoding number) {
            add(number, column, parts);
        } else if (encoding instanceof DateEncoding date) {
            add(date, column, parts);
        } else if (encoding instanceof CategoryEncoding category && !category.values().isEmpty()) {
            parts.add(text ? indicators(category, column) : indicatorsOfNumbers(category, column));
        }
    }

    private void add(NumberEncoding number, String column, List<String> parts) {
        String missing = nodes.node("IsNaN", List.of(column));
        String value = column;
        if (number.fill().isPresent()) {
            value = nodes.node("Where", List.of(missing, nodes.constant(number.fill().getAsDouble()), value));
        }
        value = number.mean() == 0 ? value : nodes.node("Sub", value, nodes.constant(number.mean()));
        parts.add(number.sd() == 1 ? value : nodes.node("Div", value, nodes.constant(number.sd())));
        if (number.flag()) {
            parts.add(nodes.cast(missing, OnnxNodes.DOUBLE));
        }
    }

    /** As {@link DateEncoding#part}. */
    private void add(DateEncoding date, String seconds, List<String> parts) {
        String days = nodes.node("Div", seconds, nodes.constant(86_400.0));
        String day = nodes.node("Floor", List.of(days));
        String hour = nodes.node("Div", nodes.node("Sub", seconds, nodes.node("Mul", day, nodes.constant(86_400.0))), nodes.constant(3600.0));
        String sinceMonday = nodes.node("Add", day, nodes.constant(3.0));
        String week = nodes.node("Mul", nodes.node("Floor", List.of(nodes.node("Div", sinceMonday, nodes.constant(7.0)))), nodes.constant(7.0));
        String weekday = nodes.node("Add", nodes.node("Sub", sinceMonday, week), nodes.constant(1.0));
        add(date.parts().get(0), days, parts);
        add(date.parts().get(1), hour, parts);
        add(date.parts().get(2), weekday, parts);
    }

    private String indicators(CategoryEncoding category, String column) {
        return nodes.cast(nodes.ml("OneHotEncoder", column, OnnxNodes.texts("cats_strings", category.values()), OnnxNodes.whole("zeros", 1)), OnnxNodes.DOUBLE);
    }

    private String indicatorsOfNumbers(CategoryEncoding category, String column) {
        boolean yesOrNo = category.input().type() == ValueType.BOOL;
        double[] values = category.values().stream()
                .mapToDouble(value -> yesOrNo ? Boolean.parseBoolean(value) ? 1 : 0 : Double.parseDouble(value))
                .toArray();
        return nodes.cast(nodes.node("Equal", column, nodes.constant(values, 1, values.length)), OnnxNodes.DOUBLE);
    }

    private String linear(Linear linear, String features) {
        String sum = nodes.node("MatMul", features, nodes.constant(linear.weights(), linear.width(), 1));
        String answer = nodes.node("Add", sum, nodes.constant(linear.intercept()));
        return linear.link() == Link.LOGISTIC ? nodes.node("Sigmoid", List.of(answer)) : answer;
    }

    private String trees(Trees trees, String features) {
        String margin = nodes.ml("TreeEnsembleRegressor", nodes.cast(features, OnnxNodes.FLOAT), new OnnxTrees(trees).attributes());
        String answer = trees.link() == Link.LOGISTIC ? nodes.node("Sigmoid", List.of(margin)) : margin;
        return nodes.cast(answer, OnnxNodes.DOUBLE);
    }
}
