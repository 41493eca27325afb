package cyclo.features;

import java.util.Map;

/** A name under which rows are pushed into the views that it feeds; their history lies in the batch source. */
public record PushSource(String name, DataSource batchSource, String description, Map<String, String> tags, String owner) {
    public PushSource {
        tags = Map.copyOf(tags);
    }
}
