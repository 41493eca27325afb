package cyclo.services;

import cyclo.common.CycloException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How PostgreSQL, which refuses to run as root, is run by root all the same.
 *
 * @param prefix the words before the command; none for a normal user
 * @param owner the numeric owner that the data folder must have
 */
record RunAs(List<String> prefix, String owner) {
    private static final String NOBODY = "65534";
    private static final List<RunAs> FOR_ROOT = List.of(
            // In a user namespace of its own the process is nobody to itself and root to the file system: nothing to chown.
            new RunAs(List.of("unshare", "-U"), "0"),
            // Containers often forbid that. As nobody then, who may still walk through folders that only root can enter.
            new RunAs(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--securebits=+no_setuid_fixup",
                    "--inh-caps=+dac_override", "--ambient-caps=+dac_override"), NOBODY),
            new RunAs(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), NOBODY));

    /** The first way in which {@code program --version} runs here. */
    static RunAs first(Path program) {
        if (!Host.isRoot()) {
            return new RunAs(List.of(), "");
        }
        for (RunAs way : FOR_ROOT) {
            if (Host.output(way.command(List.of(program.toString(), "--version"))).isPresent()) {
                return way;
            }
        }
        throw CycloException.usage("Cannot start PostgreSQL as root: neither 'unshare -U' nor 'setpriv' (package util-linux) works here. "
                + "Run as a normal user, or set POSTGRES_HOST to a server of yours.");
    }

    List<String> command(List<String> command) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(command);
        return words;
    }

    /** Gives {@code path} and all below it to the user the process will be. */
    void own(Path path) throws IOException {
        if (!owner.isEmpty() && Files.exists(path) && !owner.equals(String.valueOf(Files.getAttribute(path, "unix:uid")))) {
            Host.output(List.of("chown", "-R", owner + ":" + owner, path.toString()))
                    .orElseThrow(() -> new IOException("cannot give " + path + " to user " + owner));
        }
    }
}
