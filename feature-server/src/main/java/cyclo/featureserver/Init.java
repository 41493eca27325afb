package cyclo.featureserver;

import cyclo.common.Clocks;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.common.Logging;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "init", mixinStandardHelpOptions = true,
        description = {"Makes a project folder that runs at once.", "Its files say in comments what they are for, and there are rows to try them on."})
final class Init implements Callable<Integer> {
    /** Where history is kept. */
    enum Store { EMBEDDED, DUCKDB }

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "the project's name: letters, digits and _; the folder is called so too")
    private String name;

    @Option(names = "--store", paramLabel = "STORE", defaultValue = "embedded",
            description = "embedded: the PostgreSQL that cyclo up starts; duckdb: Parquet files in the folder [${DEFAULT-VALUE}]")
    private Store store;

    @Option(names = "--in", paramLabel = "DIR", defaultValue = ".", description = "make the folder in this one [here]")
    private Path parent;

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    @Override public Integer call() {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]{0,62}")) {
            throw CycloException.usage("Cannot call a project '%s': letters, digits and '_' only, a letter first, 63 at most.", name);
        }
        Path folder = parent.toAbsolutePath().normalize().resolve(name);
        requireEmpty(folder);
        Env env = Env.ofProject(folder);
        Logging.configure("feature-server", Optional.of(env.home().logs()));
        Map<String, String> files = files(Clocks.of(env));
        files.forEach((file, text) -> write(folder.resolve(file), text));
        spec.commandLine().getOut().println(json ? Json.pretty(Map.of("project", name, "folder", folder.toString(), "files", files.keySet())) : told(folder));
        return 0;
    }

    private static void requireEmpty(Path folder) {
        try (Stream<Path> inside = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
            if (Files.exists(folder) && (!Files.isDirectory(folder) || inside.findAny().isPresent())) {
                throw CycloException.usage("Cannot make a project in '%s': something is there already. Nothing was changed. Choose another name, or --in.",
                        folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> files(Clock clock) {
        SampleRows rows = new SampleRows(clock.instant());
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", template("README.md").replace("{{rows}}", Figures.count(rows.count()))
                .replace("{{stores}}", store == Store.EMBEDDED ? "PostgreSQL and Redis" : "Parquet files in `offline/`, and Redis"));
        files.put("feature_store.yaml", template(store.name().toLowerCase(Locale.ROOT) + ".yaml"));
        files.put("features.yaml", template("features.yaml"));
        files.put("data.yaml", template("data.yaml"));
        files.put("data/driver_stats.csv", rows.history());
        files.put("data/orders.csv", rows.orders());
        files.put(".gitignore", ".cyclo/\nregistry.db\nregistry.db.lock\noffline/\n*.html\n");
        return files;
    }

    private String told(Path folder) {
        String launcher = Optional.ofNullable(System.getenv("CYCLO_ROOT")).map(root -> Path.of(root, "cyclo").toString()).orElse("cyclo");
        Path from = parent.toAbsolutePath().normalize().relativize(folder);
        List<String> lines = List.of("Made project '%s' in %s. It runs at once:".formatted(name, folder), "",
                "  %s up                        # in another terminal".formatted(launcher),
                "  cd %s".formatted(parent.resolve(from)),
                "  %s feature-server apply".formatted(launcher),
                "  %s data-pipeline run".formatted(launcher),
                "  %s feature-server get-online --service driver_quality --entity driver_id=1001,distance_km=4.2".formatted(launcher), "",
                "README.md tells more.");
        return lines.stream().collect(Collectors.joining(System.lineSeparator()));
    }

    private String template(String file) {
        try (InputStream in = Objects.requireNonNull(Init.class.getResourceAsStream("init/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("{{project}}", name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
