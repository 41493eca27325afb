package cyclo.featureserver;

import cyclo.features.FeatureStore;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "materialize", mixinStandardHelpOptions = true,
        description = {"Brings the newest row of each entity in a period from the offline to the online store.",
            "Both ends are included."})
final class MaterializeViews extends StoreVerb {
    @Parameters(index = "0", paramLabel = "START", description = "first instant, such as 2013-01-01T00:00:00Z; without a zone it is UTC")
    private String start;

    @Parameters(index = "1", paramLabel = "END", description = "last instant")
    private String end;

    @Option(names = {"-v", "--views"}, split = ",", paramLabel = "VIEW", description = "only these feature views [all that are online]")
    private List<String> views = List.of();

    @Override void run(FeatureStore store) {
        print(MaterializedText.of(store.materialize(views, Times.parse("START", start), Times.parse("END", end)), json()));
    }
}
