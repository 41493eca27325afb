package cyclo.data.check;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.AtomicFiles;
import cyclo.common.Json;
import cyclo.common.WorkFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What was loaded last, whatever its run id: the figures of its tables, beside the folders of the runs. */
public final class LastRun {
    private final Optional<JsonNode> json;

    private LastRun(Optional<JsonNode> json) {
        this.json = json;
    }

    /** Nothing, when nothing was loaded yet. */
    public static LastRun read(WorkFolder work) {
        Path file = file(work);
        return new LastRun(Files.isRegularFile(file) ? Optional.of(Json.read(file)) : Optional.empty());
    }

    /** Call when the data that {@code checks} (a {@code checks.json}) speaks of has been loaded. */
    public static void write(WorkFolder work, Path checks) {
        AtomicFiles.write(file(work), Json.pretty(Map.of("run", work.runId(), "tables", Json.read(checks).get("tables"))));
    }

    static LastRun none() {
        return new LastRun(Optional.empty());
    }

    Optional<Long> rows(String table) {
        return json.map(all -> all.at("/tables/" + table + "/rows")).filter(JsonNode::isNumber).map(JsonNode::asLong);
    }

    Optional<Double> mean(String table, String column) {
        return column(table, column).map(node -> node.path("mean")).filter(JsonNode::isNumber).map(JsonNode::asDouble);
    }

    Optional<Double> nullShare(String table, String column) {
        return column(table, column).flatMap(node -> rows(table).filter(rows -> rows > 0).map(rows -> node.path("nulls").asDouble() / rows));
    }

    /** The shares of a text's most frequent values. */
    Map<String, Double> shares(String table, String column) {
        Map<String, Double> shares = new HashMap<>();
        column(table, column).ifPresent(node -> node.path("bars").forEach(bar ->
                shares.put(bar.path("label").asText(), bar.path("count").asDouble() / Math.max(1, rows(table).orElse(1L)))));
        return shares;
    }

    private Optional<JsonNode> column(String table, String column) {
        return json.map(all -> all.path("tables").path(table).path("columns").path(column)).filter(JsonNode::isObject);
    }

    private static Path file(WorkFolder work) {
        return work.folder().resolveSibling("last-loaded.json");
    }
}
