package cyclo.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlFileTest {
    private enum Mode { MERGE, REPLACE }

    @Test void readsTypedValuesAndIsContentWhenNothingIsLeftOver() {
        YamlFile file = YamlFile.parse(Path.of("data.yaml"), """
                name: flights
                ttl: 30d
                mode: replace
                rows: 1_000
                nothing: null
                keys: [origin, dest]
                one: alone
                tags: {team: ds, level: 2}
                steps:
                  - {name: a, share: 0.5}
                  - {name: b}
                """);
        YamlMap root = file.root();
        assertThat(root.text("name")).isEqualTo("flights");
        assertThat(root.optionalDuration("ttl")).contains(Duration.ofDays(30));
        assertThat(root.choice("mode", Mode.class)).isEqualTo(Mode.REPLACE);
        assertThat(root.integer("rows", 0)).isEqualTo(1000);
        assertThat(root.optionalText("nothing")).isEmpty();
        assertThat(root.texts("keys")).containsExactly("origin", "dest");
        assertThat(root.texts("one")).containsExactly("alone");
        assertThat(root.textMap("tags")).isEqualTo(Map.of("team", "ds", "level", "2"));
        List<YamlMap> steps = root.maps("steps");
        assertThat(steps).extracting(step -> step.text("name")).containsExactly("a", "b");
        assertThat(steps).extracting(step -> step.number("share", 1)).containsExactly(0.5, 1.0);
        file.check();
    }

    @Test void tellsAllFaultsAtOnceInTheOrderOfTheFile() {
        YamlFile file = YamlFile.parse(Path.of("project/data.yaml"), """
                nmae: flights
                ttl: 30
                mode: replce
                steps:
                  - {share: half}
                """);
        YamlMap root = file.root();
        root.text("name");
        root.optionalDuration("ttl");
        root.choice("mode", Mode.class);
        root.maps("steps").forEach(step -> {
            step.text("name");
            step.number("share", 1);
        });
        assertThatThrownBy(file::check).isInstanceOf(CycloException.class).hasMessage("""
                Cannot use data.yaml: 6 faults.
                  project/data.yaml:1: 'name' is missing
                  project/data.yaml:1: unknown key 'nmae'. Did you mean 'name'?
                  project/data.yaml:2: 'ttl' is '30': a duration with a unit, such as 50ms, 24h or 30d is expected
                  project/data.yaml:3: 'mode' is 'replce'. Did you mean 'replace'?
                  project/data.yaml:5: 'steps.name' is missing
                  project/data.yaml:5: 'steps.share' is 'half': a number is expected""".replace("\n", System.lineSeparator()));
    }

    @Test void brokenYamlAndDuplicateKeysNameTheLine() {
        assertThatThrownBy(() -> YamlFile.parse(Path.of("a.yaml"), "a: 1\nb: [1, 2\n")).hasMessageStartingWith("Cannot read a.yaml:3: ");
        YamlFile twice = YamlFile.parse(Path.of("a.yaml"), "a: 1\na: 2\n");
        twice.root().text("a");
        assertThatThrownBy(twice::check).hasMessageContaining("a.yaml:2: 'a' stands twice; the first is on line 1");
        assertThatThrownBy(() -> YamlFile.parse(Path.of("a.yaml"), "- 1\n")).hasMessageContaining("must be a mapping");
        assertThatThrownBy(() -> YamlFile.read(Path.of("no/such.yaml"))).hasMessageStartingWith("Cannot find no/such.yaml");
    }
}
