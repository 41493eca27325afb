package cyclo.models.serving;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the model of serving.yaml comes from. */
public sealed interface ModelReference {
    /** {@code models:/NAME@alias} or {@code models:/NAME/VERSION}. */
    record Registered(String uri) implements ModelReference {
        @Override public String toString() {
            return uri;
        }
    }

    /** A model folder on this machine: for tests, and for images that carry their model. */
    record Folder(Path path) implements ModelReference {
        @Override public String toString() {
            return path.toString();
        }
    }

    Pattern URI = Pattern.compile("models:/[^/@\\s]+(@[^/@\\s]+|/\\d+)");

    /** Empty if {@code text} begins as a model URI but is none; anything else is a path, relative to {@code project}. */
    static Optional<ModelReference> parse(String text, Path project) {
        if (text.startsWith("models:")) {
            return URI.matcher(text).matches() ? Optional.of(new Registered(text)) : Optional.empty();
        }
        return Optional.of(new Folder(project.resolve(text.startsWith("file:") ? text.substring(5) : text).normalize()));
    }
}
