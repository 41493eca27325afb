package cyclo.local;

import cyclo.common.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Names a process for good: its id alone may by now be another's.
 *
 * @param started milliseconds since 1970, 0 when the system does not tell
 */
record ProcessMark(long pid, long started) {
    static ProcessMark of(ProcessHandle process) {
        return new ProcessMark(process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** The process, if it still runs; one that was killed and that nobody has waited for does not. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> !isZombie())
                .filter(process -> Math.abs(of(process).started() - started) < 2000);
    }

    /** In a container whose first process waits for nobody, the dead stay in the list of processes. */
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException noSuchList) {
            return false; // macOS, or it has gone just now: the process handle has the word
        }
    }

    void write(Path file) {
        AtomicFiles.write(file, pid + " " + started + "\n");
    }

    /** The running process whose mark {@code file} holds. */
    static Optional<ProcessHandle> running(Path file) {
        try {
            String[] words = Files.isRegularFile(file) ? Files.readString(file).strip().split(" ") : new String[0];
            return words.length == 2 ? new ProcessMark(Long.parseLong(words[0]), Long.parseLong(words[1])).find() : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
