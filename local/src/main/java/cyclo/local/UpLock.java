package cyclo.local;

import cyclo.common.CycloException;
import cyclo.common.CycloHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Held by the one {@code up} of a {@code .cyclo} folder; the system lets go of it when the process ends in whatever way. */
final class UpLock implements AutoCloseable {
    private final FileChannel channel;

    private UpLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws CycloException (usage) naming the process if another {@code up} runs */
    static UpLock take(CycloHome home) {
        try {
            Files.createDirectories(home.folder());
            FileChannel channel = FileChannel.open(home.folder().resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw CycloException.usage("Cannot start the services of '%s': they are up already%s. See ./cyclo status; ./cyclo down stops them.",
                        home.folder(), UpState.running(home).map(state -> " (process " + state.owner().pid() + ")").orElse(""));
            }
            UpState me = new UpState(ProcessMark.of(ProcessHandle.current()), false, List.of());
            me.write(home);
            return new UpLock(channel);
        } catch (IOException e) {
            throw CycloException.usage("Cannot use the folder '%s': %s.", home.folder(), e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
