package cyclo.features.offline;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.HistoricalOptions;
import cyclo.features.HistoricalOptions.Way;
import cyclo.features.PointInTimeJoin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses how the history for some labels is read: row by row through an index, or all of the period. PostgreSQL's planner tells what there
 * is to read; what that takes here, with the way into the JVM, was measured.
 */
final class HistoryChoice {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryChoice.class);
    /** More look-ups than these are never faster, and are not even estimated. */
    private static final int MOST_LOOKUPS = 200_000;
    private static final double LOOKUP_MICROS = 15;
    private static final double SORTED_ROW_MICROS = 2;
    private static final double ROW_MICROS = 0.6;
    private static final double COST_MICROS = 4;

    private final Connection connection;
    private final FeatureView view;
    private final Optional<Instant> from;
    private final Instant to;
    private final HistoricalOptions options;

    HistoryChoice(Connection connection, FeatureView view, Optional<Instant> from, Instant to, HistoricalOptions options) {
        this.connection = connection;
        this.view = view;
        this.from = from;
        this.to = to;
        this.options = options;
    }

    /** @throws HistoryBuilder.TooLarge when the rows would take more memory than the options give */
    PointInTimeJoin.History read(PointInTimeJoin.Labels labels, List<Field> features) throws SQLException {
        int rows = labels.times().size();
        SourceSql scan = new SourceSql(view, features);
        String select = scan.select(from, to, labels.keys(), rows);
        if (options.way() != Way.SORT_MERGE && (options.way() == Way.INDEX || rows <= MOST_LOOKUPS)) {
            Optional<LookupSql> lookup = LookupSql.of(connection, view, scan, labels, options);
            if (lookup.isPresent() && isBetter(lookup.get(), select)) {
                return lookup.get().read(connection, view, features);
            }
        }
        return HistoryBuilder.read(connection, view, features, scan, select, options.memory() / 2);
    }

    private boolean isBetter(LookupSql lookup, String select) throws SQLException {
        if (lookup.count() == 0) {
            return true;
        }
        if (options.way() == Way.INDEX) {
            // Of a small table PostgreSQL would rather read all.
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL enable_seqscan = off");
            }
        }
        JsonNode seek = explained(lookup.sample());
        if (!isByIndex(seek)) {
            LOG.info("read all of feature view '{}' in its period: no index finds {} entity rows", view.name(), lookup.count());
            return false;
        }
        JsonNode scan = explained(select);
        double seekMillis = lookup.count() * (LOOKUP_MICROS + sorted(seek) * SORTED_ROW_MICROS) / 1000;
        double scanMillis = (scan.path("Total Cost").asDouble() * COST_MICROS + scan.path("Plan Rows").asDouble() * ROW_MICROS) / 1000;
        boolean better = options.way() == Way.INDEX || seekMillis < scanMillis;
        LOG.info("read feature view '{}' {}: {} look-ups would take about {} ms, all {} rows of the period about {} ms", view.name(),
                better ? "by its index" : "whole", lookup.count(), Math.round(seekMillis), scan.path("Plan Rows").asLong(), Math.round(scanMillis));
        return better;
    }

    private JsonNode explained(String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery("EXPLAIN (FORMAT JSON) " + sql)) {
            result.next();
            return Json.parse(result.getString(1)).get(0).get("Plan");
        }
    }

    private static boolean isByIndex(JsonNode plan) {
        List<String> nodes = plan.findValuesAsText("Node Type");
        return nodes.stream().anyMatch(node -> node.contains("Index")) && nodes.stream().noneMatch(node -> node.equals("Seq Scan"));
    }

    /** Rows that a look-up must sort before it knows the newest; 0 where the index has them in order. */
    private static double sorted(JsonNode plan) {
        double rows = plan.path("Node Type").asText().equals("Sort") ? plan.path("Plan Rows").asDouble() : 0;
        for (JsonNode child : plan.path("Plans")) {
            rows = Math.max(rows, sorted(child));
        }
        return rows;
    }
}
