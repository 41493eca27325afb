package cyclo.features.definitions;

import java.util.Set;

/**
 * Something outside a change that the change invalidates.
 *
 * @param name of the view or service
 * @param why what happens to it
 * @param wayOut what to do about it; empty when there is nothing to do
 * @param features the features it is about, as {@code view:feature}; of a service those that models may have been trained on
 */
public record Consequence(Subject subject, String name, String why, String wayOut, Set<String> features) {
    public enum Subject {
        ONLINE_VALUES("online values of feature view"), ON_DEMAND_VIEW("on-demand view"), FEATURE_SERVICE("feature service");

        private final String title;

        Subject(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    public Consequence {
        features = Set.copyOf(features);
    }
}
