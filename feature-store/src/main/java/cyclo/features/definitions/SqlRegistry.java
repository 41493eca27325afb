package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import cyclo.common.CycloException;
import cyclo.features.Definitions;
import cyclo.features.Interval;
import cyclo.features.PostgresConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Feast's registry as tables in PostgreSQL, one row per object, read and written in one transaction each. Writers of one
 * database wait for each other (an advisory lock).
 */
final class SqlRegistry implements Registry {
    private static final String UNDEFINED_TABLE = "42P01";

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private final PostgresConfig database;
    private final String project;
    private final Clock clock;

    SqlRegistry(PostgresConfig database, String project, Clock clock) {
        this.database = database;
        this.project = project;
        this.clock = clock;
    }

    @Override public Definitions read() {
        Map<Kind.Key, Message> objects = objects();
        if (objects.isEmpty()) {
            throw Registry.notApplied(project, database.toString());
        }
        return FromFeast.definitions(project, objects.values());
    }

    @Override public String digest() {
        return Content.digest(objects());
    }

    @Override public Optional<String> appliedFile() {
        return reading(this::project, Optional.<ByteString>empty()).flatMap(ProjectMessage::appliedFile);
    }

    @Override public Plan plan(Definitions wanted) {
        return Changes.between(objects(), wanted, clock.instant()).plan();
    }

    @Override public Plan apply(Definitions wanted, String appliedFile) {
        return writing(connection -> {
            Instant time = clock.instant();
            Map<Kind.Key, Message> now = objects(connection);
            Changes changes = Changes.between(now, wanted, time);
            ByteString old = project(connection).orElse(ByteString.EMPTY);
            if (changes.isEmpty() && ProjectMessage.appliedFile(old).equals(Optional.of(appliedFile))) {
                return changes.plan();
            }
            putProject(connection, ProjectMessage.applied(old, project, appliedFile, time), time);
            for (Map.Entry<Kind.Key, Message> put : changes.puts().entrySet()) {
                put(connection, put.getKey(), versioned(connection, put.getKey(), put.getValue(), now.get(put.getKey()), time), time);
            }
            for (Kind.Key key : changes.deletes()) {
                delete(connection, key);
            }
            putMetadata(connection, "project_uuid", UUID.randomUUID().toString(), time, false);
            putMetadata(connection, "last_updated_timestamp", String.valueOf(time.getEpochSecond()), time, true);
            return changes.plan();
        });
    }

    @Override public void recordMaterialization(String view, Interval interval) {
        writing(connection -> {
            Kind.Key key = new Kind.Key(Kind.FEATURE_VIEW, view);
            Message now = objects(connection).get(key);
            if (now == null) {
                throw CycloException.usage("Cannot record the materialization of '%s': project '%s' has no such feature view any more.", view, project);
            }
            Instant time = clock.instant();
            put(connection, key, Materialized.with(now, interval, time), time);
            putMetadata(connection, "last_updated_timestamp", String.valueOf(time.getEpochSecond()), time, true);
            return null;
        });
    }

    @Override public List<String> teardown() {
        return writing(connection -> {
            Map<Kind.Key, Message> now = objects(connection);
            for (String table : SqlRegistryTables.WITH_A_PROJECT) {
                try (PreparedStatement delete = connection.prepareStatement("DELETE FROM %s WHERE project_id = ?".formatted(table))) {
                    delete.setString(1, project);
                    delete.executeUpdate();
                }
            }
            return now.keySet().stream().map(key -> key.kind().title() + " " + key.name()).toList();
        });
    }

    private Message versioned(Connection connection, Kind.Key key, Message message, Message old, Instant time) throws SQLException {
        if (!key.kind().isView() || old != null && !Changes.isNewVersion(old, message)) {
            return message;
        }
        int next = nextVersion(connection, key.name());
        if (next == 0 && old != null) {
            addVersion(connection, VersionRecord.of(key.kind(), old, project, 0, time));
            next = 1;
        }
        Message numbered = VersionRecord.numbered(key.kind(), message, next);
        addVersion(connection, VersionRecord.of(key.kind(), numbered, project, next, time));
        return numbered;
    }

    private int nextVersion(Connection connection, String view) throws SQLException {
        final String SQL = "SELECT coalesce(max(version_number) + 1, 0) FROM feature_view_version_history WHERE feature_view_name = ? AND project_id = ?";
        try (PreparedStatement select = connection.prepareStatement(SQL)) {
            select.setString(1, view);
            select.setString(2, project);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private void addVersion(Connection connection, VersionRecord version) throws SQLException {
        final String SQL = """
                INSERT INTO feature_view_version_history (feature_view_name, project_id, version_number, feature_view_type, feature_view_proto,
                    created_timestamp, description, version_id)
                VALUES (?, ?, ?, ?, ?, ?, '', ?)""";
        try (PreparedStatement insert = connection.prepareStatement(SQL)) {
            insert.setString(1, version.view());
            insert.setString(2, version.project());
            insert.setInt(3, version.number());
            insert.setString(4, version.type());
            insert.setBytes(5, version.message().toByteArray());
            insert.setLong(6, version.created().getEpochSecond());
            insert.setString(7, version.id());
            insert.executeUpdate();
        }
    }

    private void put(Connection connection, Kind.Key key, Message message, Instant time) throws SQLException {
        String sql = """
                INSERT INTO %1$s (%2$s, project_id, last_updated_timestamp, %3$s) VALUES (?, ?, ?, ?)
                ON CONFLICT (%2$s, project_id) DO UPDATE SET last_updated_timestamp = excluded.last_updated_timestamp, %3$s = excluded.%3$s"""
                .formatted(key.kind().table(), key.kind().nameColumn(), key.kind().protoColumn());
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, key.name());
            insert.setString(2, project);
            insert.setLong(3, time.getEpochSecond());
            insert.setBytes(4, message.toByteArray());
            insert.executeUpdate();
        }
    }

    private void delete(Connection connection, Kind.Key key) throws SQLException {
        String sql = "DELETE FROM %s WHERE %s = ? AND project_id = ?".formatted(key.kind().table(), key.kind().nameColumn());
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, key.name());
            delete.setString(2, project);
            delete.executeUpdate();
        }
    }

    private void putProject(Connection connection, ByteString message, Instant time) throws SQLException {
        final String SQL = """
                INSERT INTO projects (project_id, project_name, last_updated_timestamp, project_proto) VALUES (?, ?, ?, ?)
                ON CONFLICT (project_id) DO UPDATE SET last_updated_timestamp = excluded.last_updated_timestamp, project_proto = excluded.project_proto""";
        try (PreparedStatement insert = connection.prepareStatement(SQL)) {
            insert.setString(1, project);
            insert.setString(2, project);
            insert.setLong(3, time.getEpochSecond());
            insert.setBytes(4, message.toByteArray());
            insert.executeUpdate();
        }
    }

    private void putMetadata(Connection connection, String key, String value, Instant time, boolean replace) throws SQLException {
        String sql = "INSERT INTO feast_metadata (project_id, metadata_key, metadata_value, last_updated_timestamp) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (project_id, metadata_key) DO " + (replace
                ? "UPDATE SET metadata_value = excluded.metadata_value, last_updated_timestamp = excluded.last_updated_timestamp" : "NOTHING");
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, project);
            insert.setString(2, key);
            insert.setString(3, value);
            insert.setLong(4, time.getEpochSecond());
            insert.executeUpdate();
        }
    }

    private Optional<ByteString> project(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT project_proto FROM projects WHERE project_id = ?")) {
            select.setString(1, project);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(ByteString.copyFrom(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    private Map<Kind.Key, Message> objects() {
        return reading(this::objects, Map.of());
    }

    private Map<Kind.Key, Message> objects(Connection connection) throws SQLException {
        String sql = Arrays.stream(Kind.values())
                .map(kind -> "SELECT %d, %s, %s FROM %s WHERE project_id = ?".formatted(kind.ordinal(), kind.nameColumn(), kind.protoColumn(), kind.table()))
                .collect(Collectors.joining(" UNION ALL ")) + " ORDER BY 1, 2";
        Map<Kind.Key, Message> objects = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 1; i <= Kind.values().length; i++) {
                select.setString(i, project);
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Kind kind = Kind.values()[rows.getInt(1)];
                    objects.put(new Kind.Key(kind, rows.getString(2)), kind.parse(ByteString.copyFrom(rows.getBytes(3))));
                }
            }
        }
        return objects;
    }

    private <T> T reading(Work<T> work, T whenThereAreNoTables) {
        try (Connection connection = database.connect()) {
            return work.with(connection);
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return whenThereAreNoTables;
            }
            throw failed(e);
        }
    }

    private <T> T writing(Work<T> work) {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(hashtext('feast registry'))");
                statement.execute(SqlRegistryTables.CREATE);
            }
            T result = work.with(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private CycloException failed(SQLException e) {
        return CycloException.unavailable("Cannot use the registry in %s: %s.", database, e.getMessage(), e);
    }
}
