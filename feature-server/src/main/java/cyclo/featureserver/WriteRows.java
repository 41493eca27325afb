package cyclo.featureserver;

import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureStore;
import cyclo.features.PushCounts;
import cyclo.features.PushTo;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "write", mixinStandardHelpOptions = true,
        description = "Writes the rows of a file to one feature view, whether or not a push source feeds it.")
final class WriteRows extends StoreVerb {
    @Parameters(index = "0", paramLabel = "VIEW", description = "name of the feature view")
    private String view;

    @Parameters(index = "1", paramLabel = "FILE",
            description = "CSV, TSV, Parquet or JSON with the join keys, event time, created time and all features; other columns are ignored")
    private Path file;

    @Option(names = "--to", paramLabel = "WHERE", defaultValue = "online", completionCandidates = PushTargets.class,
            description = "online, offline or online_and_offline [${DEFAULT-VALUE}]")
    private String to;

    @Override void run(FeatureStore store) {
        PushTo where = PushTo.parse(to);
        Map<String, ValueType> types = RowsFile.types(store.writeColumns(view), Stream.of(store.definitions().view(view)));
        print(RowsFile.text(RowsFile.write(file, "write " + view, types, rows -> write(store, rows, where)), json()));
    }

    private PushCounts write(FeatureStore store, Table rows, PushTo where) {
        long offline = where.offline() ? store.writeToOfflineStore(view, rows).offline() : 0;
        long taken = where.online() ? store.writeToOnlineStore(view, rows).taken() : 0;
        return new PushCounts(rows.rows(), taken, offline);
    }
}
