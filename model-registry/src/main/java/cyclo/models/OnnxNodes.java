package cyclo.models;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** Writes the nodes of one ONNX graph, one after another; a node's output is named by its place. Not thread safe. */
final class OnnxNodes {
    static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
    static final int DOUBLE = TensorProto.DataType.DOUBLE_VALUE;
    static final int STRING = TensorProto.DataType.STRING_VALUE;
    static final int INT64 = TensorProto.DataType.INT64_VALUE;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("cyclo");

    /** A graph input of one value per row. */
    String input(String name, int type) {
        graph.addInput(value(name, type, false));
        return name;
    }

    void output(String name, int type) {
        graph.addOutput(value(name, type, true));
    }

    /** Adds a node and returns the name of its output; {@code attributes} end its definition. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return named("cyclo/v" + graph.getNodeCount(), operator, "", inputs, attributes);
    }

    String node(String operator, String a, String b) {
        return node(operator, List.of(a, b));
    }

    /** A node of the operator set for machine learning. */
    String ml(String operator, String input, AttributeProto... attributes) {
        return named("cyclo/v" + graph.getNodeCount(), operator, "ai.onnx.ml", List.of(input), attributes);
    }

    String cast(String input, int type) {
        return node("Cast", List.of(input), whole("to", type));
    }

    /** Gives the value {@code input} the name {@code output}. */
    void rename(String input, String output) {
        named(output, "Identity", "", List.of(input));
    }

    private String named(String output, String operator, String domain, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder().setOpType(operator).setDomain(domain)
                .addAllInput(inputs).addOutput(output).addAllAttribute(List.of(attributes)));
        return output;
    }

    String constant(double value) {
        return constant(new double[] {value}, 1);
    }

    /** A constant of the given shape. */
    String constant(double[] values, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("cyclo/c" + graph.getInitializerCount()).setDataType(DOUBLE);
        for (long size : shape) {
            tensor.addDims(size);
        }
        for (double value : values) {
            tensor.addDoubleData(value);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    String constant(long value) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("cyclo/c" + graph.getInitializerCount()).setDataType(INT64)
                .addDims(1).addInt64Data(value);
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    GraphProto graph() {
        return graph.build();
    }

    static AttributeProto whole(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    static AttributeProto wholes(String name, List<Long> values) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS).addAllInts(values).build();
    }

    static AttributeProto reals(String name, List<Float> values) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS).addAllFloats(values).build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
    }

    static AttributeProto texts(String name, List<String> values) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRINGS)
                .addAllStrings(values.stream().map(ByteString::copyFromUtf8).toList()).build();
    }

    private static ValueInfoProto value(String name, int type, boolean column) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"));
        if (column) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1));
        }
        return ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape))).build();
    }
}
