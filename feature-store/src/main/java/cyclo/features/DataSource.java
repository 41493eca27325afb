package cyclo.features;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Where the history of a feature view lies.
 *
 * @param timestampField the column of the event time, as named in the source
 * @param createdColumn the column that tells when a row was written: of rows with equal event time the last one counts
 * @param fieldMapping column of the source to the name of the feature, where they differ
 */
public record DataSource(String name, Origin origin, String timestampField, Optional<String> createdColumn, Map<String, String> fieldMapping,
        String description, Map<String, String> tags, String owner) {

    /** The event time of rows that do not change, unless the source says otherwise. */
    public static final Instant ALWAYS = Instant.EPOCH;

    /** What is read. */
    public sealed interface Origin {}

    /** A table of the offline store, possibly with its schema. */
    public record Table(String table) implements Origin {}

    /** A SELECT in the offline store. */
    public record Query(String sql) implements Origin {}

    /** A file of the project folder or a whole path; its format is told by its name. */
    public record File(Path path) implements Origin {}

    /** A table without event time: each of its rows is known since {@code time}. */
    public record Static(String table, Instant time) implements Origin {}

    /** A kind that only Feast reads (BigQuery, Kafka ...): kept as it is, refused by name when it is used. */
    public record Foreign(String kind) implements Origin {}

    public DataSource {
        fieldMapping = Map.copyOf(fieldMapping);
        tags = Map.copyOf(tags);
    }

    /** A table with nothing but its times. */
    public static DataSource table(String name, String table, String timestampField, Optional<String> createdColumn) {
        return new DataSource(name, new Table(table), timestampField, createdColumn, Map.of(), "", Map.of(), "");
    }

    /** The table of the offline store that is read; absent when it is not one table. */
    public Optional<String> table() {
        return origin instanceof Table one ? Optional.of(one.table()) : origin instanceof Static one ? Optional.of(one.table()) : Optional.empty();
    }

    /** The column of the source that holds {@code feature}. */
    public String columnOf(String feature) {
        return fieldMapping.entrySet().stream().filter(entry -> entry.getValue().equals(feature)).map(Map.Entry::getKey).findFirst().orElse(feature);
    }
}
