package cyclo.features;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.common.Sha256;
import cyclo.features.online.OnlineNotes;
import cyclo.features.types.ColumnCast;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far a run came: all entities up to one, in the order of the offline store, are in the online store. It lies there too, so that it is lost with them.
 *
 * @param definition a digest of what the view was then
 * @param mark by which the offline store tells whether its rows have changed since the run began
 * @param after the join keys of the last entity
 * @param entities how many there were
 */
record MaterializeCheckpoint(String definition, Interval period, String mark, List<Object> after, long entities, long written) {
    static Optional<MaterializeCheckpoint> read(OnlineNotes notes, FeatureView view) {
        return notes.read(name(view)).map(Json::parse).filter(json -> json.path("definition").asText().equals(digest(view)))
                .map(json -> new MaterializeCheckpoint(digest(view), new Interval(Instant.parse(json.path("start").asText()),
                        Instant.parse(json.path("end").asText())), json.path("mark").asText(), keys(view, json.path("after")), json.path("entities").asLong(),
                        json.path("written").asLong()));
    }

    void write(OnlineNotes notes, FeatureView view) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("definition", definition);
        json.put("start", period.start().toString());
        json.put("end", period.end().toString());
        json.put("mark", mark);
        json.put("after", after.stream().map(value -> value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value.toString()).toList());
        json.put("entities", entities);
        json.put("written", written);
        notes.write(name(view), Json.write(json));
    }

    static void remove(OnlineNotes notes, FeatureView view) {
        notes.remove(name(view));
    }

    /** Of all that decides which rows are read and how they are written. */
    static String digest(FeatureView view) {
        List<Object> parts = new ArrayList<>();
        view.joinKeys().forEach(field -> parts.add(List.of(field.name(), field.type())));
        view.features().forEach(field -> parts.add(List.of(field.name(), field.type())));
        DataSource source = view.source();
        parts.addAll(List.of(source.origin(), source.timestampField(), source.createdColumn(), new TreeMap<>(source.fieldMapping())));
        return Sha256.of(parts.toString());
    }

    private static List<Object> keys(FeatureView view, JsonNode texts) {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < view.joinKeys().size(); i++) {
            keys.add(ColumnCast.parse(texts.path(i).asText(), view.joinKeys().get(i).type()));
        }
        return keys;
    }

    private static String name(FeatureView view) {
        return "materialize:" + view.name() + ":checkpoint";
    }
}
