package cyclo.models;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a model belongs and what it was made of.
 *
 * @param project the feature store's project
 * @param featureService the feature service whose features (with join keys and request fields) are the model's inputs
 * @param registryDigest what the feature registry said when the model was trained
 * @param threshold for a yes or no: yes from this probability on; not used in a regression
 * @param created when the training ran
 * @param notes anything else worth keeping with the model, such as the dataset's digest or the seed
 */
public record ModelCard(String project, String featureService, String registryDigest, double threshold, Instant created, Map<String, String> notes) {
    public ModelCard {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("a decision threshold cannot be " + threshold);
        }
        notes = Collections.unmodifiableMap(new TreeMap<>(notes));
    }
}
