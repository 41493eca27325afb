package cyclo.local;

import cyclo.common.CycloException;
import cyclo.common.CycloHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** What only one process of a {@code .cyclo} folder may do at a time; the system lets go of it when that process ends in whatever way. */
final class FolderLock implements AutoCloseable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Held while services are started and run. @throws CycloException (usage) naming the process if another {@code up} runs */
    static FolderLock ofServices(CycloHome home) {
        return take(home, "up.lock", () -> CycloException.usage("Cannot start the services of '%s': they are up already%s. "
                + "See ./cyclo status; ./cyclo down stops them.", home.folder(),
                UpState.running(home).map(state -> " (process " + state.owner().pid() + ")").orElse("")));
    }

    /** Held while the demo runs. @throws CycloException (usage) if another demo runs */
    static FolderLock ofDemo(CycloHome home) {
        return take(home, "demo.lock", () -> CycloException.usage("Cannot start the demo: one runs already on '%s'. "
                + "Stop it with Ctrl-C or ./cyclo down, or set CYCLO_HOME to another folder.", home.folder()));
    }

    private static FolderLock take(CycloHome home, String file, java.util.function.Supplier<CycloException> refusal) {
        try {
            Files.createDirectories(home.folder());
            FileChannel channel = FileChannel.open(home.folder().resolve(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw refusal.get();
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw CycloException.usage("Cannot use the folder '%s': %s.", home.folder(), e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
