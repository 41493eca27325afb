package cyclo.training;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.Table;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalOptions;
import cyclo.models.ModelFolder;
import cyclo.models.ModelRegistry;
import cyclo.models.ModelVersion;
import cyclo.models.ServableModel;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model that serves now, scored on the rows of this run. */
final class Champion {
    static final String ALIAS = "champion";
    private static final Logger LOG = LoggerFactory.getLogger(Champion.class);

    /**
     * @param predictions empty when it could not be scored, and {@code note} says why
     * @param note a few words for a person
     */
    record Scored(Optional<ModelVersion> version, Optional<double[]> predictions, double threshold, String note) {}

    private final ModelRegistry registry;
    private final FeatureStore features;

    Champion(ModelRegistry registry, FeatureStore features) {
        this.registry = registry;
        this.features = features;
    }

    static Optional<ModelVersion> find(ModelRegistry registry, TrainingFile file) {
        return registry.find("models:/%s@%s".formatted(file.registeredModel(), ALIAS));
    }

    /**
     * Scores the champion on {@code rows}. One of another feature service gets the features it was made for, joined again.
     *
     * @param labelColumns the columns of {@code rows} that are not features
     */
    Scored score(Training training, Table rows, List<String> labelColumns) {
        Optional<ModelVersion> version = find(registry, training.file());
        if (version.isEmpty()) {
            return new Scored(version, Optional.empty(), 0.5, "there is no champion yet");
        }
        String name = "version " + version.get().version();
        try {
            ServableModel model = ModelFolder.open(registry.download(version.get(), training.env().home().cache()));
            if (model.task() != training.file().task()) {
                return new Scored(version, Optional.empty(), 0.5, name + " solves another task (%s)".formatted(model.task()));
            }
            boolean sameFeatures = model.featureService().equals(training.file().featureService()) && model.inputs().stream()
                    .allMatch(input -> rows.find(input.name()).filter(column -> column.type() == input.type()).isPresent());
            Table input = sameFeatures ? rows
                    : features.historical(rows.select(labelColumns), features.service(model.featureService()), HistoricalOptions.standard()).table();
            return new Scored(version, Optional.of(model.predict(input)), model.threshold(), name);
        } catch (CycloException e) {
            if (e.exitCode() == ExitCode.UNAVAILABLE) {
                throw e;
            }
            LOG.warn("evaluate-model: champion {} cannot be scored on the test rows: {}", name, e.getMessage());
            return new Scored(version, Optional.empty(), 0.5, name + " cannot be scored on the test rows: " + e.getMessage());
        }
    }
}
