package cyclo.features;

import java.util.List;

/** On real PostgreSQL. */
class PitCasesIT extends PitCases {
    @Override TestProject project() {
        return TestProject.fresh();
    }

    @Override void create(TestProject project, String table, String columns, List<String> rows) {
        project.sql("CREATE SCHEMA IF NOT EXISTS offline");
        project.sql("CREATE TABLE " + table + " (" + columns + ")");
        rows.forEach(row -> project.sql("INSERT INTO " + table + " VALUES " + row));
        String key = columns.contains("driver_id") ? "driver_id, " : "";
        project.sql("CREATE INDEX ON " + table + " (" + key + "event_timestamp DESC)");
    }
}
