package cyclo.featureserver;

import cyclo.common.table.ValueType;
import cyclo.features.FeatureStore;
import cyclo.features.PushTo;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "push", mixinStandardHelpOptions = true,
        description = "Writes the rows of a file to every feature view that a push source feeds. To push them again changes nothing.")
final class PushRows extends StoreVerb {
    @Parameters(paramLabel = "PUSH_SOURCE", description = "name of the push source")
    private String source;

    @Mixin private RowsFile file;

    @Override void run(FeatureStore store) {
        PushTo where = file.to();
        Map<String, ValueType> types = RowsFile.types(store.pushColumns(source), store.definitions().views().stream()
                .filter(view -> view.pushSource().filter(push -> push.name().equals(source)).isPresent()));
        print(RowsFile.text(file.write("push " + source, types, rows -> store.push(source, rows, where)), json()));
    }
}
