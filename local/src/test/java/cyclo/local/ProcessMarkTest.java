package cyclo.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

    @Test void noFileMeansNoProcess() {
        assertThat(ProcessMark.running(folder.resolve("process"))).isEmpty();
    }
}
