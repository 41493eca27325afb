package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** The artifacts that an MLflow server gives and takes over HTTP ({@code mlflow-artifacts:/...}), a few files at a time. Thread safe. */
final class ArtifactStore {
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";
    private static final int AT_ONCE = 4;
    private static final int MOST_FILES = 10_000;

    private final MlflowHttp http;
    private final MlflowRetry retry;

    ArtifactStore(MlflowHttp http, MlflowRetry retry) {
        this.http = http;
        this.retry = retry;
    }

    /** @param artifactUri a folder's address; @param file its name below that */
    void upload(Path source, String artifactUri, String file) {
        String path = path(artifactUri) + "/" + checked(file);
        retry.call("upload " + source, true, () -> {
            http.put(ARTIFACTS + "/" + MlflowHttp.encodedPath(path), source);
            return path;
        });
    }

    void uploadFolder(Path folder, String artifactUri) {
        try (Stream<Path> files = Files.walk(folder)) {
            inParallel(files.filter(Files::isRegularFile).sorted().<Runnable>map(file ->
                    () -> upload(file, artifactUri, folder.relativize(file).toString().replace('\\', '/'))).toList());
        } catch (IOException e) {
            throw CycloException.usage("Cannot upload %s: %s.", folder, e, e);
        }
    }

    /** Writes all files below {@code artifactUri} into {@code folder}, none outside. @throws CycloException (refused) if there is none */
    void downloadFolder(String artifactUri, Path folder) {
        Map<String, Long> files = new LinkedHashMap<>();
        list(path(artifactUri), "", files);
        if (files.isEmpty()) {
            throw CycloException.refused("Cannot download %s: there are no files. Was the upload interrupted? Register the model anew.", artifactUri);
        }
        inParallel(files.entrySet().stream().<Runnable>map(file -> () -> download(artifactUri, file.getKey(), file.getValue(), folder)).toList());
    }

    private void download(String artifactUri, String file, long size, Path folder) {
        Path target = folder.resolve(file).normalize();
        if (!target.startsWith(folder.normalize())) {
            throw CycloException.refused("Cannot download '%s' of %s: it would lie outside of the model's folder.", file, artifactUri);
        }
        long got = retry.call("download %s of %s".formatted(file, artifactUri), true, () -> {
            try {
                Files.createDirectories(target.getParent());
                http.download(ARTIFACTS + "/" + MlflowHttp.encodedPath(path(artifactUri) + "/" + file), target);
                return Files.size(target);
            } catch (IOException e) {
                throw new MlflowFailure(400, "", "gave a file that cannot be written: " + e, true, e);
            }
        });
        if (size >= 0 && got != size) {
            throw CycloException.unavailable("Cannot download '%s' of %s: %d of %d bytes came. Try again.", file, artifactUri, got, size);
        }
    }

    private void list(String root, String below, Map<String, Long> files) {
        String folder = below.isEmpty() ? root : root + "/" + below;
        JsonNode answer = retry.call("list the artifacts in " + folder, true, () -> http.get(ARTIFACTS, Map.of("path", folder)));
        for (JsonNode file : answer.path("files")) {
            String name = checked((below.isEmpty() ? "" : below + "/") + file.path("path").asText());
            if (files.size() >= MOST_FILES || name.chars().filter(c -> c == '/').count() > 20) {
                throw CycloException.refused("Cannot download %s: it has more than %d files, or folders without end.", root, MOST_FILES);
            }
            if (file.path("is_dir").asBoolean()) {
                list(root, name, files);
            } else {
                files.put(name, file.path("file_size").asLong(-1));
            }
        }
    }

    /** The path of an artifact address that this server itself serves. */
    private static String path(String artifactUri) {
        String prefix = "mlflow-artifacts:/";
        if (!artifactUri.startsWith(prefix)) {
            throw CycloException.usage("Cannot use the artifacts at %s: Cyclo asks the tracking server for them over HTTP. "
                    + "Start MLflow with --serve-artifacts, or use Cyclo's tracking-server.", artifactUri);
        }
        String path = artifactUri.substring(prefix.length());
        if (path.startsWith("/")) {
            path = path.replaceFirst("^/[^/]*/?", "");
        }
        return checked(path);
    }

    private static String checked(String path) {
        boolean inside = Stream.of(path.split("/", -1)).noneMatch(part -> part.isEmpty() || part.equals("..") || part.equals(".") || part.indexOf('\\') >= 0);
        if (!inside) {
            throw CycloException.refused("Cannot use the artifact path '%s': it may lead out of its folder.", path);
        }
        return path;
    }

    private static void inParallel(List<Runnable> tasks) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(AT_ONCE, tasks.size())));
        try {
            List<Future<?>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(pool.submit(task)));
            for (Future<?> task : running) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CycloException.unavailable("Cannot move artifacts: the program was interrupted.", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
