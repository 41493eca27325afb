package cyclo.training.trainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import cyclo.models.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The same inputs and seed give the same model in every process, and in one of each other JDK that {@link OtherJdks} finds; set
 * CYCLO_OTHER_JAVA to the java of one that stands elsewhere.
 */
class OtherJvmTest {
    @Test void anotherProcessTrainsTheSameModels() throws Exception {
        assertThat(digestsOf(ProcessHandle.current().info().command().orElseThrow())).isEqualTo(digests());
    }

    @Test void anotherJdkTrainsTheSameModels() throws Exception {
        Map<Integer, Path> others = OtherJdks.find(System.getenv(), Path.of(System.getProperty("java.home")));
        assumeFalse(others.isEmpty(), () -> "Only JDK %d was found: install another one beside it, or set JAVA_HOME_25 to its folder or CYCLO_OTHER_JAVA to its java"
                .formatted(Runtime.version().feature()));
        for (Map.Entry<Integer, Path> other : others.entrySet()) {
            assertThat(digestsOf(other.getValue().toString())).as("digests on JDK %d", other.getKey()).isEqualTo(digests());
        }
    }

    /** Prints the digests; run by the tests above in a process of its own. */
    public static void main(String[] arguments) {
        digests().forEach(digest -> System.out.println("digest " + digest));
    }

    private static List<String> digests() {
        List<String> digests = new ArrayList<>();
        for (TrainerKind kind : TrainerKind.values()) {
            Task task = kind.supports(true) ? Task.BINARY : Task.REGRESSION;
            Map<String, Object> settings = kind == TrainerKind.BOOSTED_TREES ? Map.of("subsample", 0.7, "rounds", 30L) : Map.of();
            digests.add(TrainersTest.fit(TrainersTest.bench(task, 2000), kind, settings).model().digest());
        }
        return digests;
    }

    private static List<String> digestsOf(String java) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(java, "-Xmx512m", "-cp", System.getProperty("java.class.path"), OtherJvmTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().filter(line -> line.startsWith("digest ")).map(line -> line.substring("digest ".length())).toList();
    }
}
