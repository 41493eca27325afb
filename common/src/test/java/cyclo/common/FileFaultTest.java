package cyclo.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFaultTest {
    @TempDir private Path folder;

    @Test void aFullDiskIsToldInWordsAndAsAFaultOfTheMachine() {
        Path file = folder.resolve("report.html");

        assertThatThrownBy(() -> AtomicFiles.write(file, temporary -> {
            Files.writeString(temporary, "half");
            throw new IOException("Async write failed", new IOException("No space left on device"));
        })).isInstanceOf(CycloException.class).hasMessage("Cannot write " + file + ": no space is left on its disk; free some.")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.USAGE);

        assertThat(folder).isEmptyDirectory();
    }

    @Test void theReasonOfTheSystemNamesTheFile() {
        assertThat(FileFault.why(new FileSystemException("/data/x", null, "Read-only file system"))).isEqualTo("Read-only file system ('/data/x')");
    }

    @Test void noNameOfAClassStandsInTheSentence() {
        assertThat(FileFault.why(new IOException("the file is cut short"))).isEqualTo("the file is cut short");
        assertThat(FileFault.why(new FileAlreadyExistsException("/data"))).isEqualTo("'/data' is there already");
    }

    @Test void aFileThatIsNotTextSaysSo() throws IOException {
        Path file = Files.write(folder.resolve("features.yaml"), new byte[] {'a', ':', (byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> YamlFile.read(file)).hasMessage("Cannot read " + file + ": it is not text in UTF-8.");
    }
}
