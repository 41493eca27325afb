package cyclo.featureserver;

import cyclo.features.FeatureStore;
import cyclo.features.PushTo;
import java.nio.file.Path;
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
        print(RowsFile.text(RowsFile.write(file, "push " + source, store.pushColumns(source), rows -> store.push(source, rows, where)), json()));
    }
}
