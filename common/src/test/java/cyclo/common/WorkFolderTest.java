package cyclo.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
    @TempDir Path root;

    @Test void aCompleteStepIsFoundByALaterProcessUnderTheSameRunId() throws Exception {
        Path input = Files.writeString(root.resolve("in.csv"), "a\n");
        WorkFolder.of(root, "r1").write("ingest", step -> {
            Files.writeString(step.folder().resolve("rows.txt"), "1");
            step.input(input);
            step.note("rows", 1);
        });
        WorkFolder later = WorkFolder.of(root, "r1");
        assertThat(later.read("ingest").resolve("rows.txt")).hasContent("1");
        assertThat(later.notes("ingest").get("rows").asInt()).isEqualTo(1);
        assertThat(later.notes("ingest").get("inputs").get(input.toString()).asText()).isEqualTo(Sha256.of("a\n"));
    }

    @Test void twoProgramsOfAKindDoNotWorkOnOneRunAtOnce() {
        WorkFolder.of(root, "r1").alone("training-pipeline", () -> {
            assertThatThrownBy(() -> WorkFolder.of(root, "r1").alone("training-pipeline", () -> {
                throw new AssertionError("it is taken");
            })).hasMessage("Cannot work on run 'r1': another training-pipeline is at work in " + root.resolve("r1")
                    + ". Wait for it, or give another --run-id.")
                    .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            WorkFolder.of(root, "r2").alone("training-pipeline", () -> assertThat(root.resolve("r2")).isDirectory());
        });
        WorkFolder.of(root, "r1").alone("training-pipeline", () -> assertThat(root.resolve("r1")).isDirectory());
    }

    @Test void aStepThatFailsLeavesTheEarlierResultAndNoRest() throws Exception {
        WorkFolder work = WorkFolder.of(root, "r1");
        work.write("ingest", step -> Files.writeString(step.folder().resolve("rows.txt"), "old"));
        assertThatThrownBy(() -> work.write("ingest", step -> {
            Files.writeString(step.folder().resolve("rows.txt"), "half");
            throw CycloException.refused("Cannot go on");
        })).hasMessage("Cannot go on");
        assertThat(work.read("ingest").resolve("rows.txt")).hasContent("old");
        try (Stream<Path> left = Files.list(work.folder())) {
            assertThat(left).extracting(path -> path.getFileName().toString()).containsExactly("ingest");
        }
    }

    @Test void aStepThatHasNotRunIsNamed() {
        assertThatThrownBy(() -> WorkFolder.of(root, "r1").read("load"))
                .hasMessageContaining("Cannot find the result of step 'load'").hasMessageContaining("--run-id");
    }

    @Test void aFileThatTheStepDidNotMakeIsNamed() {
        WorkFolder work = WorkFolder.of(root, "r1");
        work.write("transform", step -> Files.writeString(step.folder().resolve("a.parquet"), "a"));
        assertThat(work.read("transform", "a.parquet")).hasContent("a");
        assertThatThrownBy(() -> work.read("transform", "b.parquet"))
                .hasMessageContaining("Cannot find 'b.parquet' in the result of step 'transform'").hasMessageContaining("Run it again");
    }

    @Test void whatAKilledStepLeftGoesAndWhatARunningOneWritesStays() throws Exception {
        WorkFolder work = WorkFolder.of(root, "r1");
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        Path stale = Files.createDirectories(work.folder().resolve(".ingest." + ended.pid() + ".part"));
        Files.writeString(stale.resolve("half.parquet"), "half");
        Path running = Files.createDirectories(work.folder().resolve(".ingest." + parent + ".part"));
        Path other = Files.createDirectories(work.folder().resolve(".load." + ended.pid() + ".part"));
        work.write("ingest", step -> step.note("rows", 1));
        assertThat(stale).doesNotExist();
        assertThat(running).exists();
        assertThat(other).exists();
    }

    @Test void aRunIdNeverLeavesTheFolder() {
        assertThat(WorkFolder.of(root, "manual__2013-12-15T00:00:00+00:00/x").runId()).isEqualTo("manual__2013-12-15T00:00:00+00:00_x");
        assertThatThrownBy(() -> WorkFolder.of(root, "..")).hasMessageContaining("Cannot use the run id '..'");
    }
}
