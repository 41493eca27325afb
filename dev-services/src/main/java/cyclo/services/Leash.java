package cyclo.services;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Ends processes and removes a folder when this JVM ends in whatever way, be it {@code kill -9}: tests leave nothing behind. */
final class Leash {
    private Leash() {}

    /** The shell waits for its standard input, which this JVM holds, to be closed. */
    static void tie(List<ProcessHandle> processes, Path folder) throws IOException {
        StringBuilder script = new StringBuilder("trap '' INT TERM HUP; cat >/dev/null 2>&1;");
        processes.forEach(process -> script.append(" kill -QUIT ").append(process.pid()).append(" 2>/dev/null;"));
        script.append(" sleep 1;");
        processes.forEach(process -> script.append(" kill -KILL ").append(process.pid()).append(" 2>/dev/null;"));
        script.append(" rm -rf \"$0\"");
        new ProcessBuilder("sh", "-c", script.toString(), folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
