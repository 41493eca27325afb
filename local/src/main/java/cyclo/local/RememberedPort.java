package cyclo.local;

import cyclo.common.AtomicFiles;
import cyclo.services.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The port of a service, the same from one {@code up} to the next as long as nobody else takes it. */
record RememberedPort(Path file) {
    /**
     * @param fixed the port that {@code setting} asks for, 0 for none
     * @param ours whether the service that listens on the remembered port is the one left behind by a killed {@code up}
     */
    int choose(int fixed, String setting, java.util.function.IntPredicate ours) {
        int last = last();
        int port = last;
        if (fixed != 0) {
            port = fixed == last && ours.test(fixed) ? fixed : Ports.require(fixed, setting);
        } else if (last == 0 || !Ports.isFree(last) && !ours.test(last)) {
            port = Ports.free();
        }
        AtomicFiles.write(file, port + "\n");
        return port;
    }

    /** The port of last time, 0 if there was none. */
    int last() {
        try {
            return Files.isRegularFile(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (IOException | NumberFormatException e) {
            throw new UncheckedIOException("Cannot read " + file + ": delete it", new IOException(e));
        }
    }
}
