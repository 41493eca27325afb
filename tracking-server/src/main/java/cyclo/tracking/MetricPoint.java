package cyclo.tracking;

import cyclo.tracking.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One point of a curve, and perhaps of what model on what data.
 *
 * @param timestamp milliseconds since 1970
 */
record MetricPoint(String key, double value, long timestamp, long step, Optional<String> model, Optional<String> dataset, Optional<String> digest) {

    static MetricPoint of(Call call) {
        String key = Names.key(call);
        double value = call.number("value");
        // As MLflow stores it: the greatest finite number stands for infinity.
        double stored = Double.isInfinite(value) ? Math.copySign(Double.MAX_VALUE, value) : value;
        return new MetricPoint(key, stored, call.whole("timestamp"), call.whole("step", 0),
                call.optional("model_id").filter(id -> !id.isEmpty()), call.optional("dataset_name"), call.optional("dataset_digest"));
    }

    /** Adds points to the curves of a run, whose row is locked; a point that is there already is passed over. */
    static void insert(Sql sql, String run, List<MetricPoint> points) throws SQLException {
        if (points.isEmpty()) {
            return;
        }
        final String curves = """
                insert into metrics (run_id, key, timestamp, step, value)
                select ?, * from unnest(?, ?, ?, ?) on conflict do nothing""";
        final String latest = """
                insert into latest_metrics (run_id, key, timestamp, step, value)
                select run_id, key, timestamp, step, value from (
                    select distinct on (key) ? as run_id, key, timestamp, step, value, nth
                    from unnest(?, ?, ?, ?) with ordinality as new(key, timestamp, step, value, nth)
                    order by key, step desc, timestamp desc, value desc) as newest
                order by nth
                on conflict (run_id, key) do update set timestamp = excluded.timestamp, step = excluded.step, value = excluded.value
                where (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)""";
        Object[] columns = {run, points.stream().map(MetricPoint::key).toList(), points.stream().map(MetricPoint::timestamp).toList(),
            points.stream().map(MetricPoint::step).toList(), points.stream().map(MetricPoint::value).toList()};
        sql.update(curves, columns);
        sql.update(latest, columns);
        List<MetricPoint> ofModels = points.stream().filter(point -> point.model().isPresent()).toList();
        if (!ofModels.isEmpty()) {
            insertOfModels(sql, run, ofModels);
        }
    }

    private static void insertOfModels(Sql sql, String run, List<MetricPoint> points) throws SQLException {
        for (String model : new TreeSet<>(points.stream().map(point -> point.model().orElseThrow()).toList())) {
            LoggedModels.require(sql, model);
        }
        final String insert = """
                insert into logged_model_metrics (run_id, model_id, key, timestamp, step, value, dataset_name, dataset_digest)
                select ?, * from unnest(?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";
        sql.update(insert, run, points.stream().map(point -> point.model().orElseThrow()).toList(), points.stream().map(MetricPoint::key).toList(),
                points.stream().map(MetricPoint::timestamp).toList(), points.stream().map(MetricPoint::step).toList(),
                points.stream().map(MetricPoint::value).toList(), nullable(points.stream().map(MetricPoint::dataset)),
                nullable(points.stream().map(MetricPoint::digest)));
    }

    private static List<String> nullable(java.util.stream.Stream<Optional<String>> values) {
        return values.map(value -> value.orElse(null)).toList();
    }
}
