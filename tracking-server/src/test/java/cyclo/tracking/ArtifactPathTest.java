package cyclo.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPathTest {
    @Test void leadsDownwardsByNames() {
        assertThat(ArtifactPath.parse("13/run/artifacts/a b.txt").names()).containsExactly("13", "run", "artifacts", "a b.txt");
        assertThat(ArtifactPath.parse("a//b/")).isEqualTo(new ArtifactPath(List.of("a", "b")));
        assertThat(ArtifactPath.parse("50%.txt").names()).containsExactly("50%.txt");
        assertThat(ArtifactPath.parse("..a/b..").names()).containsExactly("..a", "b..");
        assertThat(ArtifactPath.parse("").names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/../../x", "a/..", "./a", "a/./b", "/etc/passwd", "//x", "a\\..\\b", "..\\x", "%2e%2e/x", "a/%2e%2e/x",
            "%252e%252e/x",
        "%25252e%25252e/x", "..%2fx", "..%252fx", "..;/x", "..;a=b/x", "%2fetc/passwd", "a%5c..%5cb", "a\0b", "a%00b", "a\nb", "C:/x", "a%0d%0ab"})
    void refusesEveryWayUpOrOut(String path) {
        assertThatThrownBy(() -> ArtifactPath.parse(path)).isInstanceOf(MlflowException.class).hasMessage("Invalid path");
    }
}
