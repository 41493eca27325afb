package cyclo.training;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.WorkFolder;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What every step is given: the project, its training file and the folder in which the steps of one run hand over. Steps are
 * kept by training file, so two of them can run under one run id.
 */
record Training(Path project, TrainingFile file, WorkFolder work, Env env, Clock clock) {
    /** The column with the time of a row, whatever it is called in the labels. */
    static final String TIME = "event_timestamp";

    /** Runs a step and notes which training file it was for. */
    void write(String verb, WorkFolder.Step step) {
        work.write(folderOf(verb), notes -> {
            notes.note("training_file", file.path().getFileName().toString());
            notes.note("training_file_sha256", file.sha256());
            step.run(notes);
        });
    }

    /**
     * The folder of an earlier step.
     *
     * @throws CycloException (usage) if it has not run, or the training file has changed since
     */
    Path read(String verb) {
        Path folder = work.read(folderOf(verb));
        String then = work.notes(folderOf(verb)).path("training_file_sha256").asText();
        if (!then.equals(file.sha256())) {
            throw CycloException.usage("Cannot go on after %s in %s: %s has changed since. Run %s again.", verb, folder, file.path().getFileName(), verb);
        }
        return folder;
    }

    /** The {@code step.json} of an earlier step; as {@link #read}. */
    JsonNode notes(String verb) {
        read(verb);
        return work.notes(folderOf(verb));
    }

    private String folderOf(String verb) {
        return file.path().getFileName().toString().replaceFirst("\\.ya?ml$", "") + "-" + verb;
    }
}
