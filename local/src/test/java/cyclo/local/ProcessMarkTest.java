package cyclo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMarkTest {
    @TempDir private Path folder;

    @Test void aProcessIsFoundByItsMark() {
        ProcessMark.of(ProcessHandle.current()).write(folder.resolve("process"));
        assertThat(ProcessMark.running(folder.resolve("process"))).contains(ProcessHandle.current());
    }

    @Test void anotherProcessWithTheSameIdIsNotTakenForIt() {
        new ProcessMark(ProcessHandle.current().pid(), 1_000_000_000_000L).write(folder.resolve("process"));
        assertThat(ProcessMark.running(folder.resolve("process"))).isEmpty();
    }

    @Test void aDeadProcessForWhichNobodyWaitedDoesNotRun() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "only Linux tells it");
        Process parent = new ProcessBuilder("sh", "-c", "sleep 30 & echo $!; exec sleep 30").start();
        try (BufferedReader said = parent.inputReader()) {
            ProcessHandle child = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            ProcessMark mark = ProcessMark.of(child);
            assertThat(mark.find()).contains(child);
            child.destroyForcibly();
            Instant patience = Instant.now().plusSeconds(10);
            while (mark.find().isPresent() && Instant.now().isBefore(patience)) {
                Thread.onSpinWait();
            }
            assertThat(mark.find()).isEmpty();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test void noFileMeansNoProcess() {
        assertThat(ProcessMark.running(folder.resolve("process"))).isEmpty();
    }
}
