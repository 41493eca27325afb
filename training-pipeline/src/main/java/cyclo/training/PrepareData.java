package cyclo.training;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.features.files.TableFiles;
import cyclo.models.InputColumn;
import cyclo.models.Preparation;
import cyclo.models.PreparationSpec;
import cyclo.training.Split.Period;
import cyclo.training.trainers.Candidate;
import cyclo.training.trainers.TrainerKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Splits the labelled rows by time into one Parquet file per period, and shows what a preparation that is fitted on the
 * training rows makes of them. Rows without a label are left out.
 */
final class PrepareData {
    static final String NAME = "prepare-data";
    private static final Logger LOG = LoggerFactory.getLogger(PrepareData.class);

    void run(Training training) {
        training.read(CheckData.NAME);
        TrainingFile file = training.file();
        Table data = labelled(TableFiles.read(training.read(ExtractData.NAME).resolve(ExtractData.FILE)), file.labels().label());
        Map<String, Integer> rows = new LinkedHashMap<>();
        training.write(NAME, notes -> {
            Map<Period, Table> parts = new LinkedHashMap<>();
            for (Period period : Period.values()) {
                Table part = file.split().rows(data, Training.TIME, period);
                parts.put(period, part);
                rows.put(period.key(), part.rows());
                TableFiles.write(part, notes.folder().resolve(period.key() + ".parquet"));
            }
            notes.note("rows", rows);
            List<InputColumn> inputs = Inputs.columns(data, CheckData.texts(training, "inputs_of_model"));
            for (boolean scaled : file.candidates().stream().map(Candidate::kind).map(TrainerKind::scaled).distinct().toList()) {
                Preparation preparation = fit(parts.get(Period.TRAIN), inputs, file, scaled);
                notes.note(scaled ? "prepared_features_scaled" : "prepared_features", preparation.features());
                notes.note("unseen_in_test", preparation.unseen(parts.get(Period.TEST)));
            }
        });
        LOG.info("prepare-data: rows by period {}", rows);
    }

    /** Fits on {@code train} alone, for trainers that want numbers scaled or not. The same rows give the same preparation. */
    static Preparation fit(Table train, List<InputColumn> inputs, TrainingFile file, boolean scaled) {
        Set<String> categories = Set.copyOf(file.categories());
        return Preparation.fit(train, scaled ? PreparationSpec.forLinear(inputs, categories) : PreparationSpec.forSturdyTrees(inputs, categories));
    }

    static Table read(Training training, Period period) {
        return TableFiles.read(training.read(NAME).resolve(period.key() + ".parquet"));
    }

    static double[] labels(Table table, String label) {
        Column column = table.column(label);
        return IntStream.range(0, column.size()).mapToDouble(column::numberAt).toArray();
    }

    private static Table labelled(Table table, String label) {
        Column column = table.column(label);
        return table.rows(IntStream.range(0, table.rows()).filter(row -> !Double.isNaN(column.numberAt(row))).toArray());
    }
}
