package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.YamlFile;
import cyclo.common.YamlMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A project's {@code feature_store.yaml}: Feast's own file, unchanged. {@code ${NAME}} is replaced from the environment and
 * {@code .cyclo/services.env} before it is parsed, as Feast does.
 *
 * @param project the name under which everything is kept in the registry and in Redis
 * @param folder the project folder
 */
public record FeatureStoreConfig(String project, Path folder, RegistryConfig registry, OfflineConfig offline, RedisConfig online,
        MaterializationConfig materialization) {
    public static final String FILE = "feature_store.yaml";
    /** What Feast's file may also say, and what has no meaning here: how and where Python computes, what it reports and to whom. */
    private static final List<String> OTHER_KEYS = List.of("provider", "project_description", "batch_engine", "feature_server", "flags",
            "coerce_tz_aware", "embedding_model", "openlineage", "mlflow", "data_quality_monitoring");
    private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    public FeatureStoreConfig(String project, Path folder, RegistryConfig registry, OfflineConfig offline, RedisConfig online) {
        this(project, folder, registry, offline, online, MaterializationConfig.STANDARD);
    }

    /** Where the definitions are kept. */
    public sealed interface RegistryConfig {}

    /** One protobuf file. */
    public record FileRegistryConfig(Path path, Duration cacheTtl) implements RegistryConfig {}

    /**
     * Feast's registry tables in a PostgreSQL database.
     *
     * @param createTables whether missing tables are created at the first write (Feast's {@code schema_mode: auto})
     */
    public record SqlRegistryConfig(PostgresConfig database, Duration cacheTtl, boolean createTables) implements RegistryConfig {}

    /**
     * Reads the file in {@code projectFolder}; connects to nothing.
     *
     * @throws CycloException (usage) with every fault of the file, or every variable that is not set
     */
    public static FeatureStoreConfig read(Path projectFolder, Env env) {
        Path path = projectFolder.resolve(FILE);
        YamlFile file = YamlFile.read(path, text -> expanded(path, text, env));
        YamlMap root = file.root();
        String project = root.text("project");
        if (!project.isEmpty() && !project.matches("[A-Za-z0-9][A-Za-z0-9_]*")) {
            root.faultAt("project", "'project' is '%s': letters, digits and '_' only, as Feast wants it", project);
        }
        OTHER_KEYS.forEach(root::value);
        auth(root);
        if (root.integer("entity_key_serialization_version", 3) != 3) {
            root.faultAt("entity_key_serialization_version", "'entity_key_serialization_version' must be 3");
        }
        FeatureStoreConfig config = new FeatureStoreConfig(project, projectFolder, registry(root, projectFolder),
                root.optionalMap("offline_store").map(map -> OfflineConfig.of(map, projectFolder)).orElseGet(() -> {
                    root.fault("'offline_store' is missing");
                    return PostgresConfig.NONE;
                }),
                root.optionalMap("online_store").map(RedisConfig::of).orElseGet(() -> {
                    root.fault("'online_store' is missing");
                    return RedisConfig.NONE;
                }),
                root.optionalMap("materialization").map(MaterializationConfig::of).orElse(MaterializationConfig.STANDARD));
        file.check();
        return config;
    }

    private static RegistryConfig registry(YamlMap root, Path folder) {
        Optional<YamlMap> map = isText(root) ? Optional.empty() : root.optionalMap("registry");
        if (map.isEmpty()) {
            return file(root, folder, root.text("registry"), Duration.ofSeconds(600));
        }
        YamlMap registry = map.get();
        String type = registry.text("registry_type", "file");
        Duration ttl = Duration.ofSeconds(registry.integer("cache_ttl_seconds", 600));
        List.of("cache_mode", "purge_feast_metadata", "sqlalchemy_config_kwargs", "thread_pool_executor_worker_count", "registry_store_type",
                "s3_additional_kwargs", "serve_features_while_materializing", "mcp", "read_path").forEach(registry::value);
        if (registry.bool("enable_online_feature_view_versioning", false)) {
            registry.faultAt("enable_online_feature_view_versioning", "'registry.enable_online_feature_view_versioning' is true: "
                    + "this version reads and writes the latest version of each view, under the names without a version");
        }
        String mode = registry.text("schema_mode", "auto");
        if (!List.of("auto", "verify", "skip").contains(mode)) {
            registry.faultAt("schema_mode", "'registry.schema_mode' is '%s': write auto, verify or skip", mode);
        }
        String path = registry.text("path");
        return switch (type) {
            case "sql" -> new SqlRegistryConfig(PostgresConfig.ofUrl(registry, "path"), ttl, mode.equals("auto"));
            case "file" -> file(registry, folder, path, ttl);
            default -> {
                registry.faultAt("registry_type", "'registry.registry_type' is '%s': write sql or file", type);
                yield new FileRegistryConfig(folder.resolve(path), ttl);
            }
        };
    }

    private static FileRegistryConfig file(YamlMap map, Path folder, String path, Duration ttl) {
        if (path.contains("://")) {
            map.fault("the registry '%s' is not a local file: name one, or use registry_type: sql", path);
        }
        return new FileRegistryConfig(folder.resolve(path), ttl);
    }

    /** Whom Feast's own servers let in. Passing over another answer than anybody would open what was meant to be closed. */
    private static void auth(YamlMap root) {
        String type = root.optionalMap("auth").map(auth -> auth.text("type", "no_auth")).orElse("no_auth");
        if (!type.equals("no_auth")) {
            root.faultAt("auth", "'auth.type' is '%s': this version knows no_auth, and protects its servers by tokens of their own", type);
        }
    }

    private static boolean isText(YamlMap root) {
        return root.value("registry").filter(String.class::isInstance).isPresent();
    }

    private static String expanded(Path path, String text, Env env) {
        String expanded = env.expand(text);
        List<String> missing = new ArrayList<>();
        for (String line : expanded.split("\n", -1)) {
            Matcher variable = UNRESOLVED.matcher(line.strip().startsWith("#") ? "" : line);
            while (variable.find()) {
                if (!missing.contains(variable.group(1))) {
                    missing.add(variable.group(1));
                }
            }
        }
        if (!missing.isEmpty()) {
            throw CycloException.usage("Cannot use %s: %s not set. Set %s, or start the embedded services with ./cyclo up.", path,
                    String.join(", ", missing) + (missing.size() == 1 ? " is" : " are"), missing.size() == 1 ? "it" : "them");
        }
        return expanded;
    }
}
