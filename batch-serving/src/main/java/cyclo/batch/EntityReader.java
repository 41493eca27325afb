package cyclo.batch;

import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.OfflineStore;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the entity rows that serving.yaml names, some at a time: memory does not grow with rows.
 *
 * @param project a file's path is relative to it
 * @param partRows the most that are handed on at once
 */
record EntityReader(BatchSection batch, FeatureSelection selection, OfflineStore store, Path project, int partRows) {
    /** Hands on all rows in their order, in one part at least. @throws cyclo.common.CycloException as {@link EntityRows#of} does */
    void read(Map<String, String> values, Consumer<EntityRows> parts) {
        if (batch.entities() instanceof BatchSection.Entities.File file) {
            read(file, values, parts);
        } else if (batch.entities() instanceof BatchSection.Entities.OfTable of) {
            query("select * from \"" + of.table() + "\"", "table '" + of.table() + "'", parts);
        } else {
            query(batch.sql(((BatchSection.Entities.Sql) batch.entities()).text(), values),
                    "the SQL of batch.entities" + (values.isEmpty() ? "" : " with " + values), parts);
        }
    }

    private void query(String sql, String origin, Consumer<EntityRows> parts) {
        store.query(sql, partRows, part -> parts.accept(EntityRows.of(part, selection, origin)));
    }

    private void read(BatchSection.Entities.File file, Map<String, String> values, Consumer<EntityRows> parts) {
        Path path = project.resolve(BatchSection.path(file.path(), values));
        try (TableStream rows = open(path, file.format(), selection.given())) {
            Optional<Table> part = Optional.of(rows.next().orElse(rows.header()));
            while (part.isPresent()) {
                parts.accept(EntityRows.of(part.get(), selection, path.toString()));
                part = rows.next();
            }
        }
    }

    private TableStream open(Path path, Optional<BatchSection.Format> format, Map<String, ValueType> types) {
        return format.map(known -> TableFiles.stream(path, known.name().toLowerCase(Locale.ROOT), types, partRows))
                .orElseGet(() -> TableFiles.stream(path, types, partRows));
    }
}
