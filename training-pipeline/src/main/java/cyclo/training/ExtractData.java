package cyclo.training;

import cyclo.common.CycloException;
import cyclo.common.WorkFolder.StepNotes;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalFeatures;
import cyclo.features.HistoricalOptions;
import cyclo.features.JoinCounts;
import cyclo.features.files.TableFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Labels with the features that were known at their time: {@code data.parquet}, in a fixed order of rows, with its digest. */
final class ExtractData {
    static final String NAME = "extract-data";
    static final String FILE = "data.parquet";
    private static final Logger LOG = LoggerFactory.getLogger(ExtractData.class);

    private final FeatureStore features;

    ExtractData(FeatureStore features) {
        this.features = features;
    }

    void run(Training training) {
        TrainingFile file = training.file();
        FeatureSelection service = features.service(file.featureService());
        Map<String, ValueType> given = service.given();
        List<String> inputs = Inputs.names(file, service.outputNames(), List.copyOf(given.keySet()));
        training.write(NAME, notes -> {
            Table labels = DatasetDigest.inOrder(labels(file, given, notes), Training.TIME);
            HistoricalFeatures joined = features.historical(labels, service, HistoricalOptions.standard());
            Inputs.columns(joined.table(), inputs);
            TableFiles.write(joined.table(), notes.folder().resolve(FILE));
            notes.note("rows", joined.table().rows());
            notes.note("views", joined.counts());
            notes.note("inputs_of_model", inputs);
            notes.note("features", service.features().stream().map(feature -> feature.view() + ":" + feature.feature()).toList());
            notes.note("stored_features", service.features().stream().filter(feature -> !feature.onDemand()).map(feature -> feature.outputName()).toList());
            notes.note("label_columns", labels.names());
            notes.note("source", file.labels().origin().description());
            notes.note("feature_service", file.featureService());
            notes.note("project", features.config().project());
            notes.note("registry_digest", features.registryDigest());
            notes.note("dataset_digest", DatasetDigest.of(joined.table()));
            notes.note("schema", schema(joined.table()));
            notes.note("rows_that_change_as_known_then", leakage(labels, service, joined.table()));
            joined.counts().forEach((view, counts) -> LOG.info("{}: {}", view, sentence(counts)));
        });
        LOG.info("extract-data: {} labels with {} features of service '{}'", training.notes(NAME).path("rows").asLong(), inputs.size(), file.featureService());
    }

    private Table labels(TrainingFile file, Map<String, ValueType> given, StepNotes notes) {
        Table labels = read(file.labels(), given, notes);
        List<String> missing = Stream.concat(Stream.of(file.labels().label(), file.labels().eventTimestamp()), given.keySet().stream())
                .filter(name -> !labels.has(name)).distinct().toList();
        if (!missing.isEmpty()) {
            String names = missing.size() == 1 ? "column '" + missing.get(0) + "' is" : "columns '" + String.join("', '", missing) + "' are";
            throw CycloException.refused("Cannot use the labels from %s: %s missing. The label, the event timestamp and what feature service '%s' needs (%s) "
                    + "must be there; there are %s. Columns called otherwise are renamed in data.yaml, which can load them as a table.",
                    file.labels().origin().description(), names, file.featureService(), String.join(", ", given.keySet()), labels.names());
        }
        List<String> slices = file.slices().stream().filter(name -> !labels.has(name)).toList();
        if (!slices.isEmpty()) {
            throw CycloException.refused("Cannot evaluate by slices of %s: the labels have no such column, only %s.", slices, labels.names());
        }
        Column time = labels.column(file.labels().eventTimestamp());
        if (time.type() != ValueType.UNIX_TIMESTAMP) {
            throw CycloException.refused("Cannot use column '%s' as the time of the labels: it is %s, a timestamp is needed.", time.name(), time.type());
        }
        return time.name().equals(Training.TIME) ? labels : labels.without(time.name()).with(time.named(Training.TIME));
    }

    private Table read(Labels labels, Map<String, ValueType> given, StepNotes notes) {
        Labels.Origin origin = labels.origin();
        if (origin instanceof Labels.FileOrigin file) {
            Map<String, ValueType> types = new HashMap<>(given);
            types.put(labels.eventTimestamp(), ValueType.UNIX_TIMESTAMP);
            Table table = file.format().isEmpty() ? TableFiles.read(file.file(), types) : TableFiles.read(file.file(), file.format().get(), types);
            notes.input(file.file());
            return table;
        }
        if (origin instanceof Labels.TableOrigin table) {
            if (!features.offline().exists(table.table())) {
                throw CycloException.usage("Cannot read the labels from table '%s': the offline store has no such table. Load it first: data-pipeline run.",
                        table.table());
            }
            return features.offline().query("select * from \"%s\"".formatted(table.table().replace("\"", "\"\"")));
        }
        return features.offline().query(((Labels.SqlOrigin) origin).sql());
    }

    /** How many rows have another value when features that were written later than the label's time are passed over. */
    private long leakage(Table labels, FeatureSelection service, Table standard) {
        boolean dated = service.features().stream().filter(feature -> !feature.onDemand())
                .anyMatch(feature -> features.definitions().findView(feature.view()).filter(view -> view.source().createdColumn().isPresent()).isPresent());
        if (!dated) {
            LOG.info("leakage report: no source of service '{}' says when its rows were written, so none can have been written late", service.name());
            return 0;
        }
        Table knownThen = features.historical(labels, service, HistoricalOptions.asKnownThen()).table();
        List<Column[]> pairs = new ArrayList<>();
        service.outputNames().forEach(name -> pairs.add(new Column[] {standard.column(name), knownThen.column(name)}));
        long changed = 0;
        for (int row = 0; row < standard.rows(); row++) {
            int at = row;
            changed += pairs.stream().anyMatch(pair -> !Objects.deepEquals(pair[0].value(at), pair[1].value(at))) ? 1 : 0;
        }
        LOG.info("leakage report: {} of {} rows would change if features written later than the label's time were passed over", changed, standard.rows());
        return changed;
    }

    private static List<Map<String, String>> schema(Table table) {
        return table.columns().stream().map(column -> Map.of("name", column.name(), "type", column.type().name())).toList();
    }

    private static String sentence(JoinCounts counts) {
        return "%,d rows: %,d matched, %,d without features".formatted(counts.rows(), counts.matched(), counts.unmatched());
    }
}
