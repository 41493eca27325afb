package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rows of one project in the tables of Feast's SQL registry, within the transaction of a connection. */
record SqlRegistryRows(Connection connection, String project) {
    Map<Kind.Key, Message> objects() throws SQLException {
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

    List<OtherObject> others() throws SQLException {
        List<OtherObject> others = new ArrayList<>();
        for (OtherKind kind : OtherKind.values()) {
            if (!exists(kind.table())) {
                continue; // a Feast older than the kind made the tables
            }
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT %s FROM %s WHERE project_id = ? ORDER BY %s".formatted(kind.protoColumn(), kind.table(), kind.nameColumn()))) {
                select.setString(1, project);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        others.add(kind.parse(ByteString.copyFrom(rows.getBytes(1))));
                    }
                }
            }
        }
        return others;
    }

    private boolean exists(String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    Optional<ByteString> projectMessage() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT project_proto FROM projects WHERE project_id = ?")) {
            select.setString(1, project);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(ByteString.copyFrom(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    void put(Kind.Key key, Message message, Instant time) throws SQLException {
        put(key.kind().table(), key.kind().nameColumn(), key.kind().protoColumn(), key.name(), message, time);
    }

    void put(OtherKind kind, String name, Message message, Instant time) throws SQLException {
        put(kind.table(), kind.nameColumn(), kind.protoColumn(), name, message, time);
    }

    private void put(String table, String nameColumn, String protoColumn, String name, Message message, Instant time) throws SQLException {
        String sql = """
                INSERT INTO %1$s (%2$s, project_id, last_updated_timestamp, %3$s) VALUES (?, ?, ?, ?)
                ON CONFLICT (%2$s, project_id) DO UPDATE SET last_updated_timestamp = excluded.last_updated_timestamp, %3$s = excluded.%3$s"""
                .formatted(table, nameColumn, protoColumn);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, name);
            insert.setString(2, project);
            insert.setLong(3, time.getEpochSecond());
            insert.setBytes(4, message.toByteArray());
            insert.executeUpdate();
        }
    }

    void delete(Kind.Key key) throws SQLException {
        String sql = "DELETE FROM %s WHERE %s = ? AND project_id = ?".formatted(key.kind().table(), key.kind().nameColumn());
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, key.name());
            delete.setString(2, project);
            delete.executeUpdate();
        }
    }

    void putProject(ByteString message, Instant time) throws SQLException {
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

    void putMetadata(String key, String value, Instant time, boolean replace) throws SQLException {
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

    int nextVersion(String view) throws SQLException {
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

    void addVersion(VersionRecord version) throws SQLException {
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

    /** Removes the project from every table. */
    void deleteAll() throws SQLException {
        for (String table : SqlRegistryTables.WITH_A_PROJECT) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM %s WHERE project_id = ?".formatted(table))) {
                delete.setString(1, project);
                delete.executeUpdate();
            }
        }
    }
}
