package cyclo.featureserver;

import cyclo.features.PushTo;
import java.util.ArrayList;
import java.util.Arrays;

/** What {@code --to} may say, for completion in a shell. */
final class PushTargets extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    PushTargets() {
        super(Arrays.stream(PushTo.values()).map(PushTo::toString).toList());
    }
}
