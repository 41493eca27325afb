package cyclo.models;

import java.util.List;
import java.util.Map;

/**
 * A version of a registered model.
 *
 * @param modelId the logged model it came from; empty for a version registered from plain run artifacts
 * @param source {@code models:/m-ID}, {@code runs:/RUN/path} or an artifact address
 */
public record ModelVersion(String name, String version, String runId, String modelId, String source, Map<String, String> tags, List<String> aliases) {
    public ModelVersion {
        tags = Map.copyOf(tags);
        aliases = List.copyOf(aliases);
    }

    /** {@code models:/NAME/VERSION}. */
    public String uri() {
        return "models:/%s/%s".formatted(name, version);
    }
}
