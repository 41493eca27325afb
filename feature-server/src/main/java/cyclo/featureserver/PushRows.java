package cyclo.featureserver;

import cyclo.common.table.ValueType;
import cyclo.features.FeatureStore;
import cyclo.features.PushTo;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "push", mixinStandardHelpOptions = true,
        description = "Writes the rows of a file to every feature view that a push source feeds. To push them again changes nothing.")
final class PushRows extends StoreVerb {
    @Parameters(index = "0", paramLabel = "PUSH_SOURCE", description = "name of the push source")
    private String source;

    @Parameters(index = "1", paramLabel = "FILE",
            description = "CSV, TSV, Parquet or JSON with the join keys, event time, created time and all features; other columns are ignored")
    private Path file;

    @Option(names = "--to", paramLabel = "WHERE", defaultValue = "online", completionCandidates = PushTargets.class,
            description = "online, offline or online_and_offline [${DEFAULT-VALUE}]")
    private String to;

    @Override void run(FeatureStore store) {
        PushTo where = PushTo.parse(to);
        Map<String, ValueType> types = RowsFile.types(store.pushColumns(source), store.definitions().views().stream()
                .filter(view -> view.pushSource().filter(push -> push.name().equals(source)).isPresent()));
        print(RowsFile.text(RowsFile.write(file, "push " + source, types, rows -> store.push(source, rows, where)), json()));
    }
}
