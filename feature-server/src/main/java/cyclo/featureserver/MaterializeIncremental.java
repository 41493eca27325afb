package cyclo.featureserver;

import cyclo.features.FeatureStore;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "materialize-incremental", mixinStandardHelpOptions = true,
        description = {"As materialize, from where the last run of each view ended.", "For the first time from its ttl before now (52 weeks without a ttl)."})
final class MaterializeIncremental extends StoreVerb {
    @Parameters(index = "0", paramLabel = "END", description = "last instant, such as 2013-12-31T00:00:00Z; without a zone it is UTC")
    private String end;

    @Option(names = {"-v", "--views"}, split = ",", paramLabel = "VIEW", description = "only these feature views [all that are online]")
    private List<String> views = List.of();

    @Override void run(FeatureStore store) {
        print(MaterializedText.of(store.materializeIncremental(views, Times.parse("END", end)), json()));
    }
}
