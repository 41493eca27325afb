package cyclo.common;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the steps of one run hand over: {@code DIR/RUN/STEP/} holds a step's files and its {@code step.json}. A step's folder
 * is written beside its place and moved there when the step is complete, so a later step never sees half of it, and a step
 * that is run again replaces what it left before.
 */
public final class WorkFolder {
    /** A step writes its files into a folder and notes what a reader of {@code step.json} should know. */
    public interface Step {
        void run(StepNotes notes) throws IOException;
    }

    /** What stands in {@code step.json}: inputs with SHA-256, counts, digests, versions. */
    public static final class StepNotes {
        private final Path folder;
        private final Map<String, Object> notes = new LinkedHashMap<>();
        private final Map<String, String> inputs = new LinkedHashMap<>();

        private StepNotes(Path folder) {
            this.folder = folder;
        }

        /** Where the step writes its files. */
        public Path folder() {
            return folder;
        }

        /** A file that the step read; its digest is taken now. */
        public void input(Path file) {
            inputs.put(file.toString(), Sha256.of(file));
        }

        /** Anything Jackson can write. */
        public void note(String name, Object value) {
            notes.put(name, value);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

    private final Path run;
    private final String runId;

    private WorkFolder(Path run, String runId) {
        this.run = run;
        this.runId = runId;
    }

    public static WorkFolder of(Path root, String runId) {
        String safe = runId.replaceAll("[^A-Za-z0-9._+:-]", "_");
        if (safe.isBlank() || safe.startsWith(".")) {
            throw CycloException.usage("Cannot use the run id '%s': begin it with a letter or a digit.", runId);
        }
        return new WorkFolder(root.resolve(safe).toAbsolutePath(), safe);
    }

    public String runId() {
        return runId;
    }

    /** Runs {@code step} and moves its folder into place; when it throws, nothing is left of it and the earlier one stays. */
    public void write(String name, Step step) {
        Path temporary = run.resolve("." + name + "." + ProcessHandle.current().pid() + ".part");
        Instant started = Instant.now();
        try {
            AtomicFiles.deleteFolder(temporary);
            Files.createDirectories(temporary);
            removeLeftovers(name);
            StepNotes notes = new StepNotes(temporary);
            step.run(notes);
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("step", name);
            json.put("run", runId);
            json.put("started", started.toString());
            json.put("finished", Instant.now().toString());
            json.put("inputs", notes.inputs);
            json.put("java", System.getProperty("java.version"));
            json.putAll(notes.notes);
            AtomicFiles.write(temporary.resolve("step.json"), Json.pretty(json));
            AtomicFiles.moveFolder(temporary, run.resolve(name));
        } catch (IOException e) {
            throw CycloException.usage("Cannot write the result of step '%s' to %s: %s.", name, run, FileFault.why(e), e);
        } finally {
            AtomicFiles.deleteFolder(temporary);
        }
    }

    /**
     * The folder of a complete step.
     *
     * @throws CycloException (usage) if that step has not run under this run id
     */
    public Path read(String name) {
        Path folder = run.resolve(name);
        if (!Files.isRegularFile(folder.resolve("step.json"))) {
            throw CycloException.usage("Cannot find the result of step '%s' in %s: run that step first, with the same --work and --run-id.", name, run);
        }
        return folder;
    }

    /**
     * A file of a complete step.
     *
     * @throws CycloException (usage) also if that step ran, but without making this file
     */
    public Path read(String name, String file) {
        Path found = read(name).resolve(file);
        if (!Files.isRegularFile(found)) {
            throw CycloException.usage("Cannot find '%s' in the result of step '%s' (%s): what that step does has changed since. Run it again, "
                    + "then the steps after it.", file, name, found.getParent());
        }
        return found;
    }

    public boolean has(String name) {
        return Files.isRegularFile(run.resolve(name).resolve("step.json"));
    }

    /** The {@code step.json} of a complete step. */
    public JsonNode notes(String name) {
        return Json.read(read(name).resolve("step.json"));
    }

    /**
     * Runs {@code work} while no other process does the same kind of work on this run: two at once would take each other's
     * steps for their own. The system lets go of the lock however the process ends.
     *
     * @param program names the kind of work; different programs may share a run
     * @throws CycloException (unavailable: try again) if another process is at it
     */
    public void alone(String program, Runnable work) {
        Path file = folder().resolve("." + program + ".lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, program)) {
            LOG.debug("holding {} ({})", file, lock);
            work.run();
        } catch (IOException e) {
            throw CycloException.usage("Cannot lock %s: %s.", file, FileFault.why(e), e);
        }
    }

    private FileLock lock(FileChannel channel, String program) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("another thread of this process holds the lock", e);
        }
        throw CycloException.unavailable("Cannot work on run '%s': another %s is at work in %s. Wait for it, or give another --run-id.", runId, program, run);
    }

    /** The folder of the run, made if needed: for files that several steps add to. */
    public Path folder() {
        try {
            return Files.createDirectories(run);
        } catch (IOException e) {
            throw CycloException.usage("Cannot make the folder %s: %s.", run, FileFault.why(e), e);
        }
    }

    /** What a program left that was killed in this step; one that is running keeps its own. */
    private void removeLeftovers(String name) throws IOException {
        Pattern left = Pattern.compile("\\." + Pattern.quote(name) + "\\.(\\d+)\\.(part|old)");
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(run, "." + name + ".*")) {
            for (Path folder : folders) {
                Matcher matcher = left.matcher(folder.getFileName().toString());
                if (matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    AtomicFiles.deleteFolder(folder);
                }
            }
        }
    }
}
