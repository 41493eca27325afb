package cyclo.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlTest {
    @Test void valuesAreWrittenInBlocksAndReadBack() {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("type", "Int64");
        inner.put("tags", Map.of());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", "x");
        map.put("number", 7);
        map.put("version", "7");
        map.put("yes", true);
        map.put("sql", "SELECT a\nFROM b");
        map.put("keys", List.of(inner, inner));
        assertThat(Yaml.write(map)).isEqualTo("""
                name: x
                number: 7
                version: '7'
                yes: true
                sql: |-
                  SELECT a
                  FROM b
                keys:
                - type: Int64
                  tags: {}
                - type: Int64
                  tags: {}
                """);
        YamlMap read = YamlFile.parse(Path.of("x.yaml"), Yaml.write(map)).root();
        assertThat(read.text("version")).isEqualTo("7");
        assertThat(read.text("sql")).isEqualTo("SELECT a\nFROM b");
    }
}
