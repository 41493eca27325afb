package cyclo.features.online;

import cyclo.features.FeatureView;
import cyclo.features.Field;
import java.util.List;

/** A view's own name and some of its features. */
public record ViewFeatures(String view, List<String> features) {
    public ViewFeatures {
        features = List.copyOf(features);
    }

    public static ViewFeatures of(FeatureView view) {
        return of(view, view.features());
    }

    public static ViewFeatures of(FeatureView view, List<Field> some) {
        return new ViewFeatures(view.name(), some.stream().map(Field::name).toList());
    }
}
