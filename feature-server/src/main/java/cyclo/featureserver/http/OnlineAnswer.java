package cyclo.featureserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import cyclo.features.SelectedFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes what was found as Feast writes it: a result for each join key and feature, its values in a list, and the names beside. Straight from
 * the columns; what is the same in every answer is encoded once.
 */
final class OnlineAnswer {
    /** What Feast puts where there is no event time: join keys, computed features, what is not found. */
    private static final SerializableString NEVER = new SerializedString("1970-01-01T00:00:00Z");
    private static final SerializableString PRESENT = new SerializedString("PRESENT");
    private static final SerializableString[] STATUSES = Arrays.stream(Lookup.Status.values()).map(Enum::name).map(SerializedString::new)
            .toArray(SerializableString[]::new);
    private static final SerializableString VALUES = new SerializedString("values");
    private static final SerializableString STATUS_LIST = new SerializedString("statuses");
    private static final SerializableString TIMES = new SerializedString("event_timestamps");
    /** A null timestamp, as Feast's JSON has it. */
    private static final long NULL_SECONDS = Long.MIN_VALUE;

    private final Compatibility compatibility;
    private final EventTimeText time = new EventTimeText();

    OnlineAnswer(Compatibility compatibility) {
        this.compatibility = compatibility;
    }

    /** @param given what the answer repeats of the request, by name: a {@link Column}, or the {@link JsonColumn} as it came */
    byte[] write(Wanted wanted, Map<String, Object> given, OnlineFeatures found, boolean viewMetadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + found.rows() * (given.size() + found.features().size()) * 48);
        try (JsonGenerator json = Bodies.JSON.createGenerator(bytes)) {
            json.setCodec(Bodies.MAPPER);
            json.writeStartObject();
            json.writeArrayFieldStart("results");
            for (Object column : given.values()) {
                writeGiven(json, column, found.rows());
            }
            for (int feature : wanted.order()) {
                writeFeature(json, found, feature);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("metadata");
            writeNames(json, wanted, given);
            if (viewMetadata) {
                writeViews(json, wanted.views());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static void writeGiven(JsonGenerator json, Object column, int rows) throws IOException {
        json.writeStartObject();
        json.writeFieldName(VALUES);
        if (column instanceof Column typed) {
            json.writeStartArray();
            for (int row = 0; row < rows; row++) {
                JsonScalars.write(json, typed.type(), typed.value(row));
            }
            json.writeEndArray();
        } else {
            ((JsonColumn) column).write(json);
        }
        json.writeFieldName(STATUS_LIST);
        repeat(json, PRESENT, rows);
        json.writeFieldName(TIMES);
        repeat(json, NEVER, rows);
        json.writeEndObject();
    }

    private void writeFeature(JsonGenerator json, OnlineFeatures found, int feature) throws IOException {
        SelectedFeature selected = found.features().get(feature);
        int rows = found.rows();
        json.writeStartObject();
        json.writeFieldName(VALUES);
        json.writeStartArray();
        for (int row = 0; row < rows; row++) {
            writeValue(json, selected.type(), found, row, feature);
        }
        json.writeEndArray();
        json.writeFieldName(STATUS_LIST);
        if (compatibility == Compatibility.FEAST) {
            repeat(json, PRESENT, rows);
        } else {
            json.writeStartArray();
            for (int row = 0; row < rows; row++) {
                json.writeString(STATUSES[found.status(row, feature).ordinal()]);
            }
            json.writeEndArray();
        }
        json.writeFieldName(TIMES);
        if (selected.onDemand()) {
            repeat(json, NEVER, rows);
        } else {
            json.writeStartArray();
            for (int row = 0; row < rows; row++) {
                writeTime(json, found.eventTime(row, feature));
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** A value that has outlived its ttl is not given away: clients that look at values alone would use it. */
    private void writeValue(JsonGenerator json, ValueType type, OnlineFeatures found, int row, int feature) throws IOException {
        Lookup.Status status = found.status(row, feature);
        if (compatibility == Compatibility.FEAST && type == ValueType.UNIX_TIMESTAMP && status == Lookup.Status.NULL_VALUE) {
            json.writeNumber(NULL_SECONDS);
        } else if (status == Lookup.Status.PRESENT) {
            JsonScalars.write(json, type, found.value(row, feature));
        } else {
            json.writeNull();
        }
    }

    private void writeTime(JsonGenerator json, long micros) throws IOException {
        if (micros == 0) {
            json.writeString(NEVER);
        } else {
            time.set(micros);
            json.writeRawUTF8String(time.bytes(), 0, time.length());
        }
    }

    private static void writeNames(JsonGenerator json, Wanted wanted, Map<String, Object> given) throws IOException {
        json.writeArrayFieldStart("feature_names");
        for (String name : given.keySet()) {
            json.writeString(name);
        }
        for (int feature : wanted.order()) {
            json.writeString(wanted.selection().features().get(feature).outputName());
        }
        json.writeEndArray();
    }

    private static void writeViews(JsonGenerator json, List<String> views) throws IOException {
        json.writeArrayFieldStart("feature_view_metadata");
        for (String view : views) {
            json.writeStartObject();
            json.writeStringField("name", view);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void repeat(JsonGenerator json, SerializableString text, int times) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < times; i++) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
