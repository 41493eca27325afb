package cyclo.features.online;

import java.util.List;

/** A view's own name and some of its features. */
public record ViewFeatures(String view, List<String> features) {
    public ViewFeatures {
        features = List.copyOf(features);
    }
}
