package cyclo.featureserver.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.Json;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.features.FeatureSelection;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import cyclo.features.SelectedFeature;
import cyclo.features.types.TypeCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One online read as it is kept: when, for whom, and what was given away. Values are Feast's bytes in base64, so that they come back exactly.
 *
 * @param given join key or request field to its values, a row each
 * @param answered per feature, in the order of {@code features}, the value of each row; empty where none was given away
 */
record SampledRead(Instant at, List<String> features, Map<String, List<byte[]>> given, List<List<byte[]>> answered) {
    private static final byte[] NOTHING = {};

    static SampledRead of(FeatureSelection wanted, Table entities, OnlineFeatures found, Instant at) {
        Map<String, List<byte[]>> given = new LinkedHashMap<>();
        wanted.given().forEach((name, type) -> {
            Column column = entities.column(name);
            List<byte[]> values = new ArrayList<>(entities.rows());
            for (int row = 0; row < entities.rows(); row++) {
                values.add(column.isNull(row) ? NOTHING : TypeCodec.toBytes(type, column.value(row)));
            }
            given.put(name, values);
        });
        List<List<byte[]>> answered = new ArrayList<>();
        for (int feature = 0; feature < found.features().size(); feature++) {
            List<byte[]> values = new ArrayList<>(found.rows());
            for (int row = 0; row < found.rows(); row++) {
                values.add(found.status(row, feature) == Lookup.Status.PRESENT ? found.bytes(row, feature) : NOTHING);
            }
            answered.add(values);
        }
        return new SampledRead(at, found.features().stream().map(SelectedFeature::reference).toList(), given, answered);
    }

    int rows() {
        return answered.isEmpty() ? 0 : answered.get(0).size();
    }

    /** One line of JSON. */
    String line() {
        ObjectNode line = Json.mapper().createObjectNode();
        line.put("at", at.toString());
        features.forEach(line.putArray("features")::add);
        ObjectNode keys = line.putObject("given");
        given.forEach((name, values) -> put(keys.putArray(name), values));
        ArrayNode values = line.putArray("answered");
        answered.forEach(one -> put(values.addArray(), one));
        return Json.write(line);
    }

    /** @throws cyclo.common.CycloException if it is no JSON @throws IllegalArgumentException if it is not what {@link #line} writes */
    static SampledRead parse(String text) {
        JsonNode line = Json.parse(text);
        List<String> features = new ArrayList<>();
        line.path("features").forEach(feature -> features.add(feature.asText()));
        Map<String, List<byte[]>> given = new LinkedHashMap<>();
        line.path("given").properties().forEach(entry -> given.put(entry.getKey(), bytes(entry.getValue())));
        List<List<byte[]>> answered = new ArrayList<>();
        line.path("answered").forEach(values -> answered.add(bytes(values)));
        if (features.isEmpty() || features.size() != answered.size() || !line.hasNonNull("at")) {
            throw new IllegalArgumentException("it holds no read of features");
        }
        return new SampledRead(Instant.parse(line.get("at").asText()), features, given, answered);
    }

    private static void put(ArrayNode array, List<byte[]> values) {
        values.forEach(value -> array.add(Base64.getEncoder().encodeToString(value)));
    }

    private static List<byte[]> bytes(JsonNode array) {
        List<byte[]> values = new ArrayList<>();
        array.forEach(value -> values.add(Base64.getDecoder().decode(value.asText())));
        return values;
    }
}
