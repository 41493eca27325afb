package cyclo.tracking;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names that lead from the artifact root to a file or folder. Every path of every verb goes through here: nothing climbs
 * ({@code ..}, also encoded once or more), nothing is absolute, nothing holds a backslash or a control character.
 */
record ArtifactPath(List<String> names) {
    private static final Pattern HARMLESS = Pattern.compile("[^\\\\\\p{Cntrl}:*?\"<>|]+");
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 4000;

    ArtifactPath {
        names = List.copyOf(names);
    }

    /**
     * @param path decoded once, as a server hands it on; empty is the root
     * @throws MlflowException (invalid parameter) if it is not a plain path downwards
     */
    static ArtifactPath parse(String path) {
        String plain = path;
        check(plain);
        for (int i = 0; i < 5 && plain.contains("%"); i++) {
            try {
                plain = URLDecoder.decode(plain.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                break;
            }
            check(plain);
        }
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new ArtifactPath(names);
    }

    /** From {@code mlflow-artifacts:/13/RUN/artifacts}; files elsewhere are for clients to fetch themselves. */
    static ArtifactPath ofUri(String uri) {
        if (!uri.startsWith("mlflow-artifacts:/")) {
            throw MlflowException.notImplemented("Artifacts at '%s' are not kept by this server: read them from there.".formatted(uri));
        }
        return parse(uri.substring("mlflow-artifacts:/".length()));
    }

    ArtifactPath resolve(ArtifactPath below) {
        List<String> all = new ArrayList<>(names);
        all.addAll(below.names);
        return new ArtifactPath(all);
    }

    @Override public String toString() {
        return String.join("/", names);
    }

    private static void check(String path) {
        if (path.startsWith("/") || path.length() > LONGEST_PATH) {
            throw invalid();
        }
        for (String name : path.split("/", -1)) {
            boolean climbs = name.replaceFirst(";.*", "").matches("\\.\\.?");
            if (climbs || name.length() > LONGEST_NAME || !(name.isEmpty() || HARMLESS.matcher(name).matches())) {
                throw invalid();
            }
        }
    }

    private static MlflowException invalid() {
        return MlflowException.invalid("Invalid path");
    }
}
