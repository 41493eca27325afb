package cyclo.featureserver;

import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureStore;
import cyclo.features.PushCounts;
import cyclo.features.PushTo;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "write", mixinStandardHelpOptions = true,
        description = "Writes the rows of a file to one feature view, whether or not a push source feeds it.")
final class WriteRows extends StoreVerb {
    @Parameters(paramLabel = "VIEW", description = "name of the feature view")
    private String view;

    @Mixin private RowsFile file;

    @Override void run(FeatureStore store) {
        PushTo where = file.to();
        Map<String, ValueType> types = RowsFile.types(store.writeColumns(view), Stream.of(store.definitions().view(view)));
        print(RowsFile.text(file.write("write " + view, types, rows -> write(store, rows, where)), json()));
    }

    private PushCounts write(FeatureStore store, Table rows, PushTo where) {
        long offline = where.offline() ? store.writeToOfflineStore(view, rows).offline() : 0;
        long taken = where.online() ? store.writeToOnlineStore(view, rows).taken() : 0;
        return new PushCounts(rows.rows(), taken, offline);
    }
}
