package cyclo.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** With what a model was trained. */
final class Versions {
    private Versions() {}

    /** Java and the libraries whose code is part of the result, by name. */
    static Map<String, String> all() {
        Map<String, String> versions = new TreeMap<>();
        versions.put("java", System.getProperty("java.version"));
        versions.put("jvm", System.getProperty("java.vm.name"));
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        versions.putAll(trainers());
        return versions;
    }

    /** Cyclo and the trainers: what may change a model though data and settings stay. Not the JVM: it does not. */
    static Map<String, String> trainers() {
        Map<String, String> versions = new TreeMap<>();
        String cyclo = Versions.class.getPackage().getImplementationVersion();
        versions.put("cyclo", cyclo == null ? "not packaged" : cyclo);
        versions.put("tribuo", ofArtifact("org.tribuo/tribuo-core"));
        versions.put("xgboost", ofArtifact("ml.dmlc/xgboost4j_2.12"));
        return versions;
    }

    private static String ofArtifact(String artifact) {
        try (InputStream in = Versions.class.getResourceAsStream("/META-INF/maven/" + artifact + "/pom.properties")) {
            if (in == null) {
                return "unknown";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
