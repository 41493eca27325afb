package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.Suggestion;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.EntityRows;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalOptions;
import cyclo.features.HistoricalOptions.Way;
import cyclo.features.HistoricalReport;
import cyclo.features.types.JsonValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "get-historical", mixinStandardHelpOptions = true,
        description = "Joins entity rows with the features that were known at the time of each.")
final class GetHistorical extends StoreVerb {
    @Mixin private WantedFeatures wanted;

    @Mixin private GivenRows given;
    @Mixin private KeptRows kept;

    @Option(names = {"--filter-by-created-timestamp", "--as-known-then"},
            description = "pass over feature rows that were created after the time of an entity row")
    private boolean filterByCreated;

    @Option(names = "--leakage", description = "tell of each feature how many rows would change with --filter-by-created-timestamp")
    private boolean leakage;

    @Option(names = "--way", paramLabel = "WAY", defaultValue = "by-cost",
            description = "how history is read: by-cost, index or sort-merge; the answers are the same [${DEFAULT-VALUE}]")
    private String way;

    @Override void run(FeatureStore store) {
        EntityRows rows = given.rows();
        kept.check(store);
        FeatureSelection selection = wanted.of(store);
        HistoricalOptions options = new HistoricalOptions(filterByCreated).by(way());
        HistoricalOptions asked = leakage ? options.withLeakage() : options;
        List<Table> printed = new ArrayList<>();
        HistoricalReport report = kept.file().map(file -> store.historical(rows, selection, asked, file))
                .orElseGet(() -> store.historical(rows, selection, asked,
                joined -> {
                    if (kept.isAsked()) {
                        kept.keep(store, joined, selection, wanted);
                    } else {
                        printed.add(whole(joined));
                    }
                }));
        if (kept.isAsked()) {
            print(json() ? Json.pretty(counts(report)) : text(report));
        } else if (json()) {
            print(Json.pretty(maps(printed.get(0))));
        } else {
            print(text(printed.get(0)) + (leakage ? "\n" + leaks(report) : ""));
        }
    }

    private Way way() {
        return Arrays.stream(Way.values()).filter(one -> one.name().equals(way.replace('-', '_').toUpperCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> CycloException.usage("Cannot read history by way '%s'.%s", way,
                        Suggestion.sentence(way, List.of("by-cost", "index", "sort-merge"))));
    }

    private static Table whole(TableStream rows) {
        List<Table> parts = new ArrayList<>(List.of(rows.header()));
        for (Optional<Table> part = rows.next(); part.isPresent(); part = rows.next()) {
            parts.add(part.get());
        }
        return Table.concat(parts);
    }

    private Map<String, Object> counts(HistoricalReport report) {
        Map<String, Object> views = new LinkedHashMap<>();
        report.counts().forEach((view, count) -> views.put(view, Map.of("rows", count.rows(), "matched", count.matched(), "null_keys", count.nullKeys())));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rows", report.rows());
        all.put("views", views);
        if (leakage) {
            all.put("changed_as_known_then", report.leaks());
        }
        return all;
    }

    private String text(HistoricalReport report) {
        List<List<String>> rows = new ArrayList<>();
        report.counts().forEach((view, count) -> rows.add(List.of(view, grouped(count.rows()), grouped(count.matched()), grouped(count.unmatched()))));
        return TextTable.of(List.of("view", "rows", "matched", "without features"), rows) + (leakage ? "\n" + leaks(report) : "");
    }

    /** The leakage report: what the rows know from after their time. */
    private static String leaks(HistoricalReport report) {
        List<List<String>> rows = new ArrayList<>();
        report.leaks().forEach((feature, changed) -> rows.add(List.of(feature, grouped(changed), String.format(Locale.ROOT, "%.2f %%",
                report.rows() == 0 ? 0.0 : 100.0 * changed / report.rows()))));
        return TextTable.of(List.of("feature", "rows that change as known then", "of all"), rows);
    }

    private static String grouped(long count) {
        return "%,d".formatted(count);
    }

    private static List<Map<String, Object>> maps(Table table) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            Map<String, Object> values = new LinkedHashMap<>();
            table.row(row).forEach((name, value) -> values.put(name, JsonValues.toJson(value)));
            rows.add(values);
        }
        return rows;
    }

    private static String text(Table table) {
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            rows.add(table.row(row).values().stream().map(value -> value == null ? "" : String.valueOf(JsonValues.toJson(value))).toList());
        }
        return TextTable.of(table.names(), rows);
    }
}
