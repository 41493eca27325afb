package cyclo.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The commit a project folder stands at, where there is a git and a repository. */
final class GitCommit {
    private GitCommit() {}

    /** The commit's hash, with {@code +changes} when files of the folder differ from it; empty outside of a repository or without git. */
    static Optional<String> of(Path project) {
        return git(project, "rev-parse", "HEAD").map(hash ->
                git(project, "status", "--porcelain", "--", ".").filter(String::isBlank).isPresent() ? hash.strip() : hash.strip() + "+changes");
    }

    private static Optional<String> git(Path project, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("git", "-C", project.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException noGit) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
