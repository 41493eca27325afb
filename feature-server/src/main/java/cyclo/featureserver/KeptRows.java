package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.common.Sha256;
import cyclo.common.table.TableStream;
import cyclo.features.DataSource;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.Field;
import cyclo.features.PostgresConfig;
import cyclo.features.SavedDataset;
import cyclo.features.SelectedFeature;
import cyclo.features.WatchedRows;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.TableTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the result of a join is kept (a picocli mixin). */
final class KeptRows {
    @Option(names = "--to", paramLabel = "FILE", description = "write to a .parquet, .csv, .tsv or .json file [print]")
    private Path to;

    @Option(names = "--to-table", paramLabel = "TABLE", description = "write to a table of the offline store, which the result becomes")
    private String toTable;

    @Option(names = "--save-dataset", paramLabel = "NAME",
            description = "note the table or Parquet file in the registry as Feast's saved dataset, with its SHA-256 as tag " + SavedDataset.DIGEST)
    private String dataset;

    /** The file, if nothing but it is asked for. */
    Optional<Path> file() {
        return Optional.ofNullable(dataset == null ? to : null);
    }

    boolean isAsked() {
        return to != null || toTable != null;
    }

    /** Before anything is read. The result becomes the table: a name given by mistake must not cost a view its history. */
    void check(FeatureStore store) {
        if (to != null && toTable != null) {
            throw CycloException.usage("Cannot write to file '%s' and to table '%s' at once: name one of them.", to, toTable);
        }
        if (dataset != null && (!isAsked() || to != null && !to.toString().endsWith(".parquet"))) {
            throw CycloException.usage("Cannot save dataset '%s': Feast keeps it in a Parquet file or a table. Add --to FILE.parquet or --to-table TABLE.",
                    dataset);
        }
        if (dataset != null && toTable != null && !(store.config().offline() instanceof PostgresConfig)) {
            throw CycloException.usage("Cannot save dataset '%s' in table '%s': this project keeps its tables in files. Write --to FILE.parquet.",
                    dataset, toTable);
        }
        if (to != null) {
            TableFiles.requireFormat(to);
        }
        store.definitions().views().stream().filter(view -> isAsked() && isReadBy(view.source(), store)).findFirst().ifPresent(view -> {
            throw CycloException.usage("Cannot write to %s '%s': feature view '%s' reads it, and the result would replace it. Name another one.",
                    to != null ? "file" : "table", to != null ? to : toTable, view.name());
        });
    }

    private boolean isReadBy(DataSource source, FeatureStore store) {
        if (to == null) {
            return store.offline().isRead(toTable, source);
        }
        return source.origin() instanceof DataSource.File origin
                && to.toAbsolutePath().normalize().startsWith(store.config().folder().resolve(origin.path()).toAbsolutePath().normalize());
    }

    void keep(FeatureStore store, TableStream joined, FeatureSelection selection, WantedFeatures wanted) {
        if (dataset == null) {
            write(store, joined);
            return;
        }
        WatchedRows rows = new WatchedRows(joined);
        write(store, rows);
        store.saveDataset(new SavedDataset(dataset, selection.features().stream().map(SelectedFeature::reference).toList(),
                selection.joinKeys().stream().map(Field::name).toList(), wanted.fullNames(),
                to != null ? new SavedDataset.InFile(to.toAbsolutePath().normalize().toString()) : new SavedDataset.InTable(toTable), wanted.service(),
                Map.of(SavedDataset.DIGEST, to != null ? Sha256.of(to) : rows.digest()), rows.first(), rows.last()));
    }

    private void write(FeatureStore store, TableStream rows) {
        if (to != null) {
            TableFiles.write(rows, to);
        } else {
            store.offline().load(new TableTarget(toTable, List.of(), "", Optional.empty(), TableTarget.Mode.REPLACE), rows, "the joined rows");
        }
    }
}
