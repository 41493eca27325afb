package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.Terminal;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.statistics.ViewStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "stats", mixinStandardHelpOptions = true,
        description = {"Counts a view's rows, entities and nulls, and draws how its values lie.",
            "The counting is done in the offline store. The features named with --features are drawn large."})
final class ShowStatistics extends StoreVerb {
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    @Parameters(paramLabel = "VIEW", description = "a feature view")
    private String name;

    @Option(names = {"-f", "--features"}, split = ",", paramLabel = "FEATURE", description = "only these features, each with a histogram line by line")
    private List<String> features = List.of();

    @Option(names = "--start", paramLabel = "TIME", description = "only rows from here on, such as 2013-01-01; without a zone it is UTC")
    private String start;

    @Option(names = "--end", paramLabel = "TIME", description = "only rows up to here")
    private String end;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "24", description = "steps of a histogram, 1 to 100 [${DEFAULT-VALUE}]")
    private int steps;

    @Override void run(FeatureStore store) {
        if (steps < 1 || steps > 100) {
            throw CycloException.usage("Cannot draw a histogram of '%d' steps: give --steps between 1 and 100.", steps);
        }
        if (store.definitions().findView(name).isEmpty() && store.definitions().findOnDemandView(name).isPresent()) {
            throw CycloException.usage("Cannot count the rows of '%s': it is an on-demand view, computed when it is read. Ask for a view that it reads.", name);
        }
        FeatureView view = store.definitions().view(name);
        view.source().table().filter(table -> !store.offline().exists(table)).ifPresent(table -> {
            throw CycloException.usage("Cannot count the rows of feature view '%s': its table '%s' does not exist yet. Load it first.", name, table);
        });
        List<Field> wanted = features.isEmpty() ? view.features() : features.stream().map(view::feature).toList();
        ViewStatistics stats = store.statistics(view, wanted, Optional.ofNullable(start).map(time -> Times.parse("--start", time)),
                end == null ? LAST : Times.parse("--end", end), steps);
        print(json() ? Json.pretty(StatisticsText.map(stats, view)) : new StatisticsText(stats, view, Terminal.ink()).text(!features.isEmpty()));
    }
}
