package cyclo.tracking;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names and ids: MLflow's rules for those that a client gives, and those that the server makes. */
final class Names {
    static final int LONGEST_KEY = 250;
    static final int LONGEST_PARAM = 6000;
    static final int LONGEST_TAG = 8000;
    private static final Pattern KEY = Pattern.compile("[/\\w.\\- :]*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final List<String> ADJECTIVES = List.of("able", "bold", "brave", "bright", "calm", "charming", "clean", "clever", "crisp", "deft", "eager",
            "fair", "fast", "gentle", "glad", "grand", "honest", "jolly", "keen", "kind", "lively", "merry", "neat", "noble", "placid", "quiet",
                    "sharp", "smooth",
            "steady", "sunny", "swift", "tidy", "upright", "vivid", "warm", "wise");
    private static final List<String> ANIMALS = List.of("ant", "bear", "bee", "bison", "calf", "cod", "crane", "crow", "deer", "dove", "eel", "elk",
            "finch", "fox",
            "frog", "gnu", "goose", "grouse", "hare", "hawk", "heron", "horse", "jay", "kite", "lark", "lynx", "mole", "moose", "newt", "owl", "pug",
                    "ram", "seal",
            "shrew", "slug", "snail", "stork", "swan", "toad", "vole", "wasp", "whale", "wren", "yak");

    private Names() {}

    static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** Such as {@code charming-bear-939}. */
    static String newName() {
        SplittableRandom random = new SplittableRandom();
        return ADJECTIVES.get(random.nextInt(ADJECTIVES.size())) + "-" + ANIMALS.get(random.nextInt(ANIMALS.size())) + "-" + random.nextInt(1000);
    }

    /** Checks the key of a metric, parameter or tag. */
    static String key(Call call) {
        String key = call.text("key");
        String quoted = "\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        if (!KEY.matcher(key).matches()) {
            throw MlflowException.invalid("Invalid value %s for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), "
                    + "periods (.), spaces ( ), colon(:) and slashes (/).", quoted);
        }
        boolean ambiguous = key.startsWith("/") || key.endsWith("/") || key.contains("//");
        for (String part : key.split("/")) {
            ambiguous |= part.equals(".") || part.equals("..");
        }
        if (ambiguous) {
            throw MlflowException.invalid("Invalid value %s for parameter 'key' supplied: Names may be treated as files in certain cases, "
                    + "and must not resolve to other names when treated as such.", quoted);
        }
        return atMost(LONGEST_KEY, "key", key);
    }

    /** MLflow cuts longer values silently; here nothing is lost without a word. */
    static String atMost(int longest, String what, String value) {
        if (value.length() > longest) {
            throw MlflowException.invalid("Cannot store %s '%s...': it has %d characters, and at most %d are kept. Log it as an artifact instead.",
                    what, value.substring(0, 60), value.length(), longest);
        }
        return value;
    }

    static String registeredModel(String name) {
        if (name.matches(".*[/:].*")) {
            throw MlflowException.invalid("Invalid model name '%s'. Names cannot contain '/' or ':'.", name);
        }
        return atMost(LONGEST_KEY, "model name", name);
    }

    static String loggedModel(String name) {
        if (name.isEmpty() || name.matches("(?s).*[/:.%\"'].*")) {
            throw MlflowException.invalid("Invalid model name ('%s') provided. Model name must be a non-empty string and cannot contain the following "
                    + "characters: "
                    + "('/', ':', '.', '%%', '\"', \"'\")", name);
        }
        return atMost(LONGEST_KEY, "model name", name);
    }

    static String alias(String alias) {
        if (!alias.matches("[\\w-]+")) {
            throw MlflowException.invalid("Invalid alias name: '%s'. Names may only contain alphanumerics, underscores (_) and dashes (-).", alias);
        }
        if (alias.equalsIgnoreCase("latest")) {
            throw MlflowException.invalid("'latest' alias name (case insensitive) is reserved.");
        }
        if (alias.matches("[vV]\\d+")) {
            throw MlflowException.invalid("Version alias name '%s' is reserved.", alias);
        }
        return atMost(LONGEST_KEY, "alias", alias);
    }
}
