package cyclo.training;

import cyclo.common.CycloException;
import cyclo.common.Progress;
import cyclo.models.ModelRegistry;
import cyclo.models.TrackedRun;
import cyclo.training.metrics.Metric;
import cyclo.training.trainers.Bench;
import cyclo.training.trainers.Candidate;
import cyclo.training.trainers.DivergedException;
import cyclo.training.trainers.Fit;
import cyclo.training.trainers.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the trials that a training file asks for, one after the other, each a child of the MLflow run. */
final class TrialSearch {
    private static final Logger LOG = LoggerFactory.getLogger(TrialSearch.class);

    private final ModelRegistry registry;
    private final TrainingFile file;
    private final Bench bench;
    private final TrackedRun parent;
    private int made;
    private String lastFault = "";

    TrialSearch(ModelRegistry registry, TrainingFile file, Bench bench, TrackedRun parent) {
        this.registry = registry;
        this.file = file;
        this.bench = bench;
        this.parent = parent;
    }

    /**
     * What the trials gave, in their order: each candidate's until there are no more, none got better for too long, or the time is
     * up. A trial that found no model is told, and is no more than the worst of them.
     *
     * @throws CycloException (refused) if no trial found a model
     */
    List<Fit> run() {
        List<Fit> fits = new ArrayList<>();
        search(fits);
        if (fits.isEmpty()) {
            throw CycloException.refused("Cannot train '%s': none of the %d trials found a model, the last one because %s. Change candidates.settings.",
                    file.registeredModel(), made, lastFault);
        }
        return fits;
    }

    private void search(List<Fit> fits) {
        long started = System.nanoTime();
        int planned = file.candidates().stream().mapToInt(candidate -> file.search().trialsOf(candidate).size()).sum();
        try (Progress progress = Progress.start("train-model: trials", planned)) {
            for (Candidate candidate : file.candidates()) {
                int sinceBest = 0;
                double best = Double.NEGATIVE_INFINITY;
                for (Trial trial : file.search().trialsOf(candidate)) {
                    if (made > 0 && overBudget(started)) {
                        LOG.warn("train-model: search.budget {} is used up after {} of {} trials; which trials were made depends on the machine",
                                file.search().budget().orElseThrow(), made, planned);
                        return;
                    }
                    Optional<Fit> fit = tracked(trial, made++);
                    fit.ifPresent(fits::add);
                    progress.add(1);
                    double quality = fit.map(this::quality).orElse(Double.NEGATIVE_INFINITY);
                    sinceBest = quality > best ? 0 : sinceBest + 1;
                    best = Math.max(best, quality);
                    if (file.search().patience() > 0 && sinceBest >= file.search().patience()) {
                        LOG.info("train-model: {} got no better in {} trials, so its search ends", candidate.kind().key(), sinceBest);
                        break;
                    }
                }
            }
        }
    }

    private Optional<Fit> tracked(Trial trial, int number) {
        TrackedRun child = registry.startRun(file.experiment(), "trial-" + number + "-" + trial.kind().key(), Optional.of(parent), Map.of());
        try {
            child.params(TrainModel.params("", trial));
            Fit fit = bench.fit(trial);
            Map<String, Double> metrics = new LinkedHashMap<>(fit.facts());
            metrics.put("seconds", fit.seconds());
            fit.validation().ifPresent(scores -> metrics.putAll(TrainModel.prefixed("validation_", scores.byKey())));
            child.metrics(metrics, 0);
            child.tags(Map.of("model_digest", fit.model().digest()));
            child.finish();
            LOG.info("train-model: trial {} {}: {} in {} s", number, trial,
                    fit.validation().map(scores -> scores.byKey().toString()).orElse("no validation period"),
                    String.format(Locale.ROOT, "%.1f", fit.seconds()));
            return Optional.of(fit);
        } catch (DivergedException e) {
            lastFault = e.getMessage();
            RunRecord.failed(child, e);
            LOG.warn("train-model: trial {} {} found no model: {}", number, trial, lastFault);
            return Optional.empty();
        } catch (RuntimeException e) {
            RunRecord.failed(child, e);
            throw e;
        }
    }

    /** The first of equals. */
    Fit best(List<Fit> fits) {
        Fit best = fits.get(0);
        for (Fit fit : fits) {
            best = quality(fit) > quality(best) ? fit : best;
        }
        return best;
    }

    /** Greater is better; a fit without this metric is the worst. */
    private double quality(Fit fit) {
        Metric metric = file.search().metric();
        return fit.validation().map(scores -> metric.gain(scores.find(metric).orElse(Double.NaN), 0))
                .filter(value -> !value.isNaN()).orElse(Double.NEGATIVE_INFINITY);
    }

    private boolean overBudget(long started) {
        return file.search().budget().filter(budget -> System.nanoTime() - started > budget.toNanos()).isPresent();
    }
}
