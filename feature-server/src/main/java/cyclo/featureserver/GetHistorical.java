package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.Definitions;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalFeatures;
import cyclo.features.HistoricalOptions;
import cyclo.features.files.TableFiles;
import cyclo.features.types.JsonValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "get-historical", mixinStandardHelpOptions = true,
        description = "Joins entity rows with the features that were known at the time of each.")
final class GetHistorical extends StoreVerb {
    @Mixin private WantedFeatures wanted;

    @Option(names = {"-e", "--entities"}, paramLabel = "FILE", description = "entity rows: join keys and event_timestamp, in CSV, TSV, Parquet or JSON")
    private Path entities;

    @Option(names = "--sql", paramLabel = "SELECT", description = "entity rows by a query in the offline store")
    private String sql;

    @Option(names = "--as-known-then", description = "pass over feature rows that were created after the time of an entity row")
    private boolean asKnownThen;

    @Option(names = "--to", paramLabel = "FILE", description = "write to a .parquet, .csv, .tsv or .json file [print]")
    private Path to;

    @Option(names = "--to-table", paramLabel = "TABLE", description = "write to a table of the offline store, which the result becomes")
    private String toTable;

    @Override void run(FeatureStore store) {
        if ((entities == null) == (sql == null)) {
            throw CycloException.usage("Cannot join features: give the entity rows by either --entities or --sql.");
        }
        if (toTable != null) {
            requireNoSource(store.definitions());
        }
        FeatureSelection selection = wanted.of(store);
        Table rows = entities != null ? TableFiles.read(entities, types(selection)) : store.offline().query(sql);
        HistoricalFeatures joined = store.historical(rows, selection, asKnownThen ? HistoricalOptions.asKnownThen() : HistoricalOptions.standard());
        if (to != null) {
            TableFiles.write(joined.table(), to);
        }
        if (toTable != null) {
            write(store, joined.table());
        }
        if (to == null && toTable == null) {
            print(json() ? Json.pretty(maps(joined.table())) : text(joined.table()));
        } else {
            print(counts(joined));
        }
    }

    /** A key such as 007 that is declared as String keeps its zeros. */
    private static Map<String, ValueType> types(FeatureSelection selection) {
        Map<String, ValueType> types = new HashMap<>(selection.given());
        types.put("event_timestamp", ValueType.UNIX_TIMESTAMP);
        return types;
    }

    /** The result becomes the table: a name given by mistake must not cost a view its history. */
    private void requireNoSource(Definitions definitions) {
        definitions.views().stream().filter(view -> view.source().table().filter(toTable::equals).isPresent()).findFirst().ifPresent(view -> {
            throw CycloException.usage("Cannot write to table '%s': feature view '%s' reads it, and the result would replace it. Name another table.",
                    toTable, view.name());
        });
    }

    private void write(FeatureStore store, Table table) {
        try {
            Path file = Files.createTempFile("cyclo-historical-", ".parquet");
            try {
                TableFiles.write(table, file);
                store.offline().write(toTable, file, Optional.empty());
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String counts(HistoricalFeatures joined) {
        if (json()) {
            Map<String, Object> counts = new LinkedHashMap<>();
            joined.counts().forEach((view, count) -> counts.put(view, Map.of("rows", count.rows(), "matched", count.matched(), "null_keys", count.nullKeys())));
            return Json.pretty(Map.of("rows", joined.table().rows(), "views", counts));
        }
        List<List<String>> rows = new ArrayList<>();
        joined.counts().forEach((view, count) -> rows.add(List.of(view, grouped(count.rows()), grouped(count.matched()), grouped(count.unmatched()))));
        return TextTable.of(List.of("view", "rows", "matched", "without features"), rows);
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
