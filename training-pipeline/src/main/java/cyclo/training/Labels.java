package cyclo.training;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the rows to learn from come from: one row per entity and time, with the label.
 *
 * @param origin a file, a table of the offline store or a query in the offline store
 * @param label the column to predict: 0 and 1 or a boolean, or a number
 * @param eventTimestamp the column with the time at which the prediction would have been made; the features are as of then
 */
record Labels(Origin origin, String label, String eventTimestamp) {
    /** Exactly one of these. */
    public sealed interface Origin {
        /** Named in logs and as the source of the dataset in MLflow. */
        String description();
    }

    /** @param format for a file whose name does not tell it */
    record FileOrigin(Path file, Optional<String> format) implements Origin {
        @Override public String description() {
            return "file " + file.getFileName();
        }
    }

    record TableOrigin(String table) implements Origin {
        @Override public String description() {
            return "table " + table;
        }
    }

    record SqlOrigin(String sql) implements Origin {
        @Override public String description() {
            return "sql " + sql.strip();
        }
    }

    static Optional<Origin> origin(Optional<Path> file, Optional<String> format, Optional<String> table, Optional<String> sql) {
        return file.<Origin>map(path -> new FileOrigin(path, format)).or(() -> table.map(TableOrigin::new)).or(() -> sql.map(SqlOrigin::new));
    }
}
