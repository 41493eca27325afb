package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import cyclo.common.CycloException;
import cyclo.common.Sentence;
import cyclo.features.Definitions;
import cyclo.features.FeatureStoreConfig.SqlRegistryConfig;
import cyclo.features.Interval;
import cyclo.features.PostgresConfig;
import cyclo.features.SavedDataset;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Feast's registry as tables in PostgreSQL, one row per object, read and written in one transaction each. Writers of one
 * database wait for each other (an advisory lock).
 */
final class SqlRegistry implements Registry {
    private static final String UNDEFINED_TABLE = "42P01";

    private interface Work<T> {
        T with(SqlRegistryRows rows) throws SQLException;
    }

    private final PostgresConfig database;
    private final boolean createTables;
    private final String project;
    private final Clock clock;

    SqlRegistry(SqlRegistryConfig config, String project, Clock clock) {
        this.database = config.database();
        this.createTables = config.createTables();
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

    @Override public List<OtherObject> others() {
        return reading(SqlRegistryRows::others, List.of());
    }

    @Override public String digest() {
        return Content.digest(objects());
    }

    @Override public Optional<String> appliedFile() {
        return reading(SqlRegistryRows::projectMessage, Optional.<ByteString>empty()).flatMap(ProjectMessage::appliedFile);
    }

    @Override public Plan plan(Definitions wanted) {
        return Changes.between(objects(), wanted, clock.instant()).plan();
    }

    @Override public Plan apply(Definitions wanted, String appliedFile, Consumer<Plan> beforeWriting) {
        return writing(rows -> {
            Instant time = clock.instant();
            Map<Kind.Key, Message> now = rows.objects();
            Changes changes = Changes.between(now, wanted, time);
            Plan plan = changes.plan();
            beforeWriting.accept(plan);
            ByteString old = rows.projectMessage().orElse(ByteString.EMPTY);
            if (changes.isEmpty() && ProjectMessage.appliedFile(old).equals(Optional.of(appliedFile))) {
                return plan;
            }
            rows.putProject(ProjectMessage.applied(old, project, appliedFile, time), time);
            for (Map.Entry<Kind.Key, Message> put : changes.puts().entrySet()) {
                rows.put(put.getKey(), versioned(rows, put.getKey(), put.getValue(), now.get(put.getKey()), time), time);
            }
            for (Kind.Key key : changes.deletes()) {
                rows.delete(key);
            }
            rows.putMetadata("project_uuid", UUID.randomUUID().toString(), time, false);
            rows.putMetadata("last_updated_timestamp", String.valueOf(time.getEpochSecond()), time, true);
            return plan;
        });
    }

    @Override public void saveDataset(SavedDataset dataset) {
        writing(rows -> {
            Instant time = clock.instant();
            rows.put(OtherKind.SAVED_DATASET, dataset.name(), DatasetMessage.of(dataset, project, time), time);
            rows.putMetadata("last_updated_timestamp", String.valueOf(time.getEpochSecond()), time, true);
            return null;
        });
    }

    @Override public void recordMaterialization(String view, Interval interval) {
        writing(rows -> {
            Kind.Key key = new Kind.Key(Kind.FEATURE_VIEW, view);
            Message now = rows.objects().get(key);
            if (now == null) {
                throw CycloException.usage("Cannot record the materialization of '%s': project '%s' has no such feature view any more.", view, project);
            }
            Instant time = clock.instant();
            rows.put(key, Materialized.with(now, interval, time), time);
            rows.putMetadata("last_updated_timestamp", String.valueOf(time.getEpochSecond()), time, true);
            return null;
        });
    }

    @Override public List<String> teardown() {
        return writing(rows -> {
            Map<Kind.Key, Message> now = rows.objects();
            rows.deleteAll();
            return now.keySet().stream().map(key -> key.kind().title() + " " + key.name()).toList();
        });
    }

    private Message versioned(SqlRegistryRows rows, Kind.Key key, Message message, Message old, Instant time) throws SQLException {
        if (!key.kind().isView() || old != null && !Changes.isNewVersion(old, message)) {
            return message;
        }
        int next = rows.nextVersion(key.name());
        if (next == 0 && old != null) {
            rows.addVersion(VersionRecord.of(key.kind(), old, project, 0, time));
            next = 1;
        }
        Message numbered = VersionRecord.numbered(key.kind(), message, next);
        rows.addVersion(VersionRecord.of(key.kind(), numbered, project, next, time));
        return numbered;
    }

    private Map<Kind.Key, Message> objects() {
        return reading(SqlRegistryRows::objects, Map.of());
    }

    private <T> T reading(Work<T> work, T whenThereAreNoTables) {
        try (Connection connection = database.connect()) {
            return work.with(new SqlRegistryRows(connection, project));
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
            }
            SqlRegistryTables.ensure(connection, createTables);
            T result = work.with(new SqlRegistryRows(connection, project));
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private CycloException failed(SQLException e) {
        String said = Sentence.ended(e.getMessage());
        return PostgresConfig.mayComeBack(e) ? CycloException.unavailable("Cannot use the registry in %s: %s", database, said, e)
                : CycloException.usage("Cannot use the registry in %s: %s", database, said, e);
    }
}
