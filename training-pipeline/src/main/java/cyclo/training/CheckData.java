package cyclo.training;

import cyclo.common.CycloException;
import cyclo.common.table.Table;
import cyclo.features.files.TableFiles;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses data that no model can be learnt from, before any time is spent on it. */
final class CheckData {
    static final String NAME = "check-data";
    private static final Logger LOG = LoggerFactory.getLogger(CheckData.class);

    /** @throws CycloException (refused) with every fault */
    void run(Training training) {
        Table data = TableFiles.read(training.read(ExtractData.NAME).resolve(ExtractData.FILE));
        List<String> inputs = texts(training, "inputs_of_model");
        List<String> stored = new ArrayList<>(texts(training, "stored_features"));
        stored.retainAll(inputs);
        List<String> faults = new DataChecks(training.file(), inputs, stored).faults(data);
        if (!faults.isEmpty()) {
            throw CycloException.refused("%s", "Cannot train '%s' on this data:%n  %s".formatted(
                    training.file().registeredModel(), String.join(System.lineSeparator() + "  ", faults)));
        }
        training.write(NAME, notes -> notes.note("rows", data.rows()));
        LOG.info("check-data: {} labels passed every check", data.rows());
    }

    static List<String> texts(Training training, String note) {
        List<String> texts = new ArrayList<>();
        training.notes(ExtractData.NAME).path(note).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
