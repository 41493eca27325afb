package cyclo.models.serving;

import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Suggestion;
import cyclo.common.table.ValueType;
import cyclo.models.InputColumn;
import cyclo.models.ModelFolder;
import cyclo.models.ModelRegistry;
import cyclo.models.ModelVersion;
import cyclo.models.ServableModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that is verified and ready to serve, with the name under which its predictions are kept.
 *
 * @param version of the registered model; for a model folder the first twelve digits of its digest
 * @param runId the training run; empty when a model folder does not tell
 */
public record ServedModel(ServableModel model, String name, String version, String runId) {
    private static final Logger LOG = LoggerFactory.getLogger(ServedModel.class);
    private static final String RUN_ID = "run_id";

    /**
     * Reads the model, downloading a registered one into {@code cache}, and predicts its golden rows.
     *
     * @throws CycloException (refused) if there is no such model, a file differs from its digest or a golden row from its prediction
     */
    public static ServedModel load(ModelReference reference, Env env, Path cache) {
        ServedModel served;
        if (reference instanceof ModelReference.Registered registered) {
            try (ModelRegistry registry = ModelRegistry.connect(env)) {
                ModelVersion version = registry.version(registered.uri());
                ServableModel model = ModelFolder.open(registry.download(version, cache));
                served = new ServedModel(model, version.name(), version.version(), version.runId());
            }
        } else {
            Path folder = ((ModelReference.Folder) reference).path();
            ServableModel model = ModelFolder.open(folder);
            served = new ServedModel(model, folder.getFileName().toString(), model.digest().substring(0, 12), model.card().notes().getOrDefault(RUN_ID, ""));
        }
        served.model.verifyGoldenRows();
        return served;
    }

    /** The feature service to read: the model's own. @throws CycloException (usage) if serving.yaml states another one or the project is another */
    public String featureService(Optional<String> stated, String project) {
        if (!model.project().equals(project)) {
            throw CycloException.usage("Cannot serve %s in project '%s': it was trained in project '%s'. Give the folder of that project with --project.",
                    this, project, model.project());
        }
        if (stated.isPresent() && !stated.get().equals(model.featureService())) {
            throw CycloException.usage("Cannot serve %s with feature service '%s' of serving.yaml: it was trained on '%s'."
                    + " Correct feature_service, or leave it out.",
                    this, stated.get(), model.featureService());
        }
        return model.featureService();
    }

    /**
     * Checks that each input of the model can be had with the type it was trained on.
     *
     * @param available features by output name, join keys and request fields of the model's feature service
     * @throws CycloException (refused) that names every input at fault
     */
    public void checkInputs(Map<String, ValueType> available) {
        List<String> faults = new ArrayList<>();
        for (InputColumn input : model.inputs()) {
            ValueType type = available.get(input.name());
            if (type == null) {
                faults.add("it needs '%s' (%s), which feature service '%s' does not give.%s Retrain the model, or restore it in features.yaml.".formatted(
                        input.name(), input.type(), model.featureService(), Suggestion.sentence(input.name(), available.keySet())));
            } else if (type != input.type()) {
                faults.add("it needs '%s' as %s, but the feature store declares it as %s. Retrain the model, or restore the type in features.yaml.".formatted(
                        input.name(), input.type(), type));
            }
        }
        if (!faults.isEmpty()) {
            throw CycloException.refused("Cannot serve %s: %s", this, String.join(" And ", faults));
        }
    }

    /**
     * This model under a policy. Logs which inputs the policy leaves to the model although training never saw them missing.
     *
     * @param available as for {@link #checkInputs}
     */
    public Scorer scorer(MissingPolicy missing, Map<String, ValueType> available) {
        Scorer scorer = new Scorer(model, missing, available.keySet());
        Set<String> learned = model.model().preparation().optional();
        List<String> unlearned = model.inputs().stream().map(InputColumn::name)
                .filter(name -> !learned.contains(name) && missing.of(name) instanceof Missing.Model).toList();
        if (!unlearned.isEmpty()) {
            LOG.info("serving.yaml leaves missing values of {} to {}, which never saw them missing in training", unlearned, this);
        }
        return scorer;
    }

    /** What is told with each prediction. */
    public ModelInfo info() {
        return new ModelInfo(name, version, runId, model.digest(), model.task(), model.threshold());
    }

    /** {@code model 'NAME' version VERSION}, as it stands in a sentence. */
    @Override public String toString() {
        return info().toString();
    }
}
