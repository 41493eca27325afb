package cyclo.features;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a point-in-time join that was kept, as Feast's {@code SavedDataset}.
 *
 * @param features by reference: {@code view:feature}
 * @param service the feature service that was asked for, if one was
 * @param first the earliest event time in it; absent when it has none
 */
public record SavedDataset(String name, List<String> features, List<String> joinKeys, boolean fullFeatureNames, Storage storage, Optional<String> service,
        Map<String, String> tags, Optional<Instant> first, Optional<Instant> last) {
    /** The tag that holds the SHA-256 of what was kept: of the file, or of the rows of a table. */
    public static final String DIGEST = "cyclo.sha256";

    /** Where it lies. */
    public sealed interface Storage {}

    /** A Parquet file. */
    public record InFile(String path) implements Storage {}

    /** A table of the offline store in PostgreSQL. */
    public record InTable(String table) implements Storage {}

    public SavedDataset {
        features = List.copyOf(features);
        joinKeys = List.copyOf(joinKeys);
        tags = Map.copyOf(tags);
    }
}
