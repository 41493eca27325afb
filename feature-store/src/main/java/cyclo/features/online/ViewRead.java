package cyclo.features.online;

import java.util.List;

/** The features of one view that are wanted for some entities, whose keys are as {@link EntityKeys} writes them. */
public record ViewRead(ViewFeatures view, List<byte[]> keys) {
    public ViewRead {
        keys = List.copyOf(keys);
    }
}
