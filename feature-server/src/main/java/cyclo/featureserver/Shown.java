package cyclo.featureserver;

import picocli.CommandLine.Option;

/** As YAML too, for verbs that show definitions (a picocli mixin). */
final class Shown {
    @Option(names = "--yaml", description = "answer in YAML")
    private boolean yaml;

    boolean asYaml() {
        return yaml;
    }
}
