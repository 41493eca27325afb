package cyclo.features.offline;

import cyclo.common.Json;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureView;
import cyclo.features.Interval;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The queries for the newest row of each entity in a period. */
final class NewestSql {
    private final FeatureView view;
    private final SourceSql source;
    private final List<String> keys;

    NewestSql(FeatureView view) {
        this.view = view;
        this.source = new SourceSql(view, view.features());
        this.keys = view.joinKeys().stream().map(source::key).toList();
    }

    List<ValueType> types() {
        return source.types();
    }

    /** In the order of keys, the newest row of each first; of rows that are the same in all times, all. */
    String select(NewestScope scope) {
        String rows = source.select(Optional.of(scope.period().start()), scope.period().end())
                + scope.after().map(after -> " AND " + beyond(after)).orElse("");
        List<String> byKey = IntStream.range(0, keys.size()).mapToObj(i -> "c" + i).toList();
        List<String> byTime = new ArrayList<>(List.of("c" + keys.size() + " DESC"));
        view.source().createdColumn().ifPresent(created -> byTime.add("c" + (keys.size() + 1) + " DESC NULLS LAST"));
        if (!scope.pickedInStore()) {
            List<String> order = new ArrayList<>(byKey);
            order.addAll(byTime);
            return "SELECT * FROM (" + rows + ") AS rows ORDER BY " + String.join(", ", order);
        }
        String columns = IntStream.range(0, types().size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        // A row without a created time is passed over; the one after it is the newest.
        String created = view.source().createdColumn().map(column -> " WHERE c" + (keys.size() + 1) + " IS NOT NULL").orElse("");
        String partition = byKey.isEmpty() ? "" : "PARTITION BY " + String.join(", ", byKey) + " ";
        return "SELECT " + columns + " FROM (SELECT *, rank() OVER (" + partition + "ORDER BY " + String.join(", ", byTime) + ") AS place FROM (" + rows
                + ") AS rows" + created + ") AS ranked WHERE place = 1" + (byKey.isEmpty() ? "" : " ORDER BY " + String.join(", ", byKey));
    }

    /** What a query that picks in the store does not show. */
    NewestCounts passedOver(Connection connection, Interval period) throws SQLException {
        String nullKey = keys.isEmpty() ? "false" : keys.stream().map(key -> key + " IS NULL").collect(Collectors.joining(" OR "));
        String nullCreated = view.source().createdColumn().map(created -> Sql.name(created) + " IS NULL").orElse("false");
        String sql = "SELECT count(*) FILTER (WHERE " + nullKey + "), count(*) FILTER (WHERE NOT (" + nullKey + ") AND " + nullCreated + ") FROM "
                + source.from() + " WHERE " + within(source, period);
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return new NewestCounts(result.getLong(1), result.getLong(2));
        }
    }

    /** The planner's estimate. */
    long entities(Connection connection, Interval period) throws SQLException {
        String sql = "EXPLAIN (FORMAT JSON) SELECT DISTINCT " + (keys.isEmpty() ? "1" : String.join(", ", keys)) + " FROM " + source.from() + " WHERE "
                + within(source, period);
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return Json.parse(result.getString(1)).path(0).path("Plan").path("Plan Rows").asLong();
        }
    }

    static String within(SourceSql source, Interval period) {
        return source.eventTime() + " BETWEEN " + SourceSql.time(period.start()) + " AND " + SourceSql.time(period.end());
    }

    /** Rows with a null in a key are in it: they are counted. */
    private String beyond(List<Object> after) {
        String last = after.stream().map(NewestSql::literal).collect(Collectors.joining(", "));
        String nulls = keys.stream().map(key -> key + " IS NULL").collect(Collectors.joining(" OR "));
        return "((" + String.join(", ", keys) + ") > (" + last + ") OR " + nulls + ")";
    }

    private static String literal(Object value) {
        if (value instanceof byte[] bytes) {
            return "'\\x" + HexFormat.of().formatHex(bytes) + "'::bytea";
        }
        if (value instanceof Instant instant) {
            return SourceSql.time(instant);
        }
        return value instanceof Number ? value + "::int8" : Sql.text((String) value) + "::text";
    }
}
