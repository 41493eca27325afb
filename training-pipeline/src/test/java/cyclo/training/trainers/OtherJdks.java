package cyclo.training.trainers;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The JDKs of this machine on which Cyclo runs and this test does not. */
final class OtherJdks {
    private static final int OLDEST = 17;

    private OtherJdks() {}

    /**
     * One java for each other feature version: of CYCLO_OTHER_JAVA, of variables such as JAVA_HOME_25 and JAVA_HOME_17_X64, and of
     * the folders beside {@code home}, in this order.
     */
    static Map<Integer, Path> find(Map<String, String> environment, Path home) throws IOException {
        List<Path> homes = new ArrayList<>();
        String given = environment.getOrDefault("CYCLO_OTHER_JAVA", "");
        if (!given.isEmpty()) {
            homes.add(Path.of(given).toRealPath().getParent().getParent());
        }
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.matches("JAVA_HOME_?\\d+.*|JDK_?\\d+(_HOME)?") && !value.isEmpty()) {
                homes.add(Path.of(value));
            }
        });
        Path real = home.toRealPath();
        if (real.getParent() != null) {
            try (Stream<Path> beside = Files.list(real.getParent())) {
                beside.sorted().forEach(homes::add);
            }
        }
        Map<Integer, Path> found = new TreeMap<>();
        for (Path one : homes) {
            for (Path folder : List.of(one, one.resolve("Contents/Home"))) {
                int version = version(folder);
                if (version >= OLDEST && version != Runtime.version().feature()) {
                    found.putIfAbsent(version, folder.resolve("bin/java"));
                }
            }
        }
        return found;
    }

    /** The feature version that the JDK's {@code release} file tells; 0 if {@code folder} is none that runs. */
    private static int version(Path folder) throws IOException {
        Path release = folder.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(folder.resolve("bin/java"))) {
            return 0;
        }
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(release)));
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "").replaceFirst("\\D.*", "");
        return version.isEmpty() ? 0 : Integer.parseInt(version);
    }
}
