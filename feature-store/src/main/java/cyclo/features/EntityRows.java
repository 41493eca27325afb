package cyclo.features;

import cyclo.common.table.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Where the entity rows of a point-in-time join come from: join keys, {@code event_timestamp}, request fields, columns to pass through. */
public sealed interface EntityRows {
    /** @param format {@code parquet csv tsv json jsonl ndjson}; absent: by the file's name */
    record InFile(Path file, Optional<String> format) implements EntityRows {
        public InFile(Path file) {
            this(file, Optional.empty());
        }
    }

    /** A SELECT in the offline store. */
    record OfQuery(String sql) implements EntityRows {}

    record InMemory(Table table) implements EntityRows {}

    /**
     * No rows are given: as in Feast, the rows that the views themselves hold in a period, both ends included. Of one view, each row with its
     * {@code event_timestamp}, {@code created_timestamp} and join keys; of several with the same join keys, each time and key that one of them
     * has, joined with all.
     */
    record Between(Instant start, Instant end) implements EntityRows {}
}
