package cyclo.data;

import cyclo.common.Env;
import cyclo.common.Sha256;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.FeaturesFile;
import cyclo.features.definitions.Registry;
import cyclo.features.offline.OfflineStore;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A copy of a project folder with stores of its own, on which the program runs in a process of its own. */
final class StoredProject {
    /** Held, so that its level is kept: feast-datatypes warns of each of its old generated types. */
    private static final Logger PROTOBUF = Logger.getLogger("com.google.protobuf.GeneratedMessage");

    private final Path folder;
    private final String name = TestServices.freshName("data");
    private final Map<String, String> environment = new HashMap<>();

    /** What a run of the program said and how it ended. */
    record Ended(int exitCode, String out, String err) {}

    StoredProject(Path folder) {
        PROTOBUF.setLevel(Level.OFF);
        this.folder = folder;
        PostgresAddress postgres = TestServices.freshDatabase();
        environment.putAll(Map.of("POSTGRES_HOST", postgres.host(), "POSTGRES_PORT", String.valueOf(postgres.port()), "POSTGRES_DATABASE", postgres.database(),
                "POSTGRES_USER", postgres.user(), "POSTGRES_PASSWORD", postgres.password(), "REDIS_CONNECTION_STRING", TestServices.redis().connectionString(),
                "CYCLO_HOME", folder.resolve(".cyclo").toString()));
    }

    /** Copies a project of the examples; only its name becomes one of its own. */
    StoredProject example(String example) throws IOException {
        Path from = Path.of("..", "examples", example);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        Path config = folder.resolve("feature_store.yaml");
        Files.writeString(config, Files.readString(config).replaceFirst("project: .*", "project: " + name));
        return this;
    }

    /** Keeps the offline store in files of the folder. */
    StoredProject inFiles() throws IOException {
        Path config = folder.resolve("feature_store.yaml");
        Files.writeString(config, Files.readString(config).replaceFirst("(?s)offline_store:.*?(?=online_store:)", "offline_store: {type: duckdb}\n"));
        return this;
    }

    StoredProject with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    StoredProject apply() {
        Path file = folder.resolve("features.yaml");
        FeatureStoreConfig config = FeatureStoreConfig.read(folder, env());
        Registry.open(config, Clock.systemUTC()).apply(FeaturesFile.read(config), Sha256.of(file));
        return this;
    }

    FeatureStore open(Instant now) {
        return FeatureStore.open(folder, env(), Clock.fixed(now, ZoneOffset.UTC));
    }

    /** The offline store alone, without registry. */
    OfflineStore offline() {
        return OfflineStore.open(FeatureStoreConfig.read(folder, env()));
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-cp", System.getProperty("java.class.path"), "cyclo.data.Main"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--project", folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectOutput(new File(folder.toFile(), "out.txt")).redirectError(new File(folder.toFile(), "err.txt"));
        return builder.start();
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        int exitCode = start(arguments).waitFor();
        return new Ended(exitCode, Files.readString(folder.resolve("out.txt")), Files.readString(folder.resolve("err.txt")));
    }

    private Env env() {
        return Env.of(environment, folder);
    }
}
