package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.features.EntityRows;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where entity rows come from (a picocli mixin). */
final class GivenRows {
    @Option(names = {"-e", "--entities"}, paramLabel = "FILE", description = "entity rows: join keys and event_timestamp, in CSV, TSV, Parquet or JSON")
    private Path file;

    @Option(names = "--sql", paramLabel = "SELECT", description = "entity rows by a query in the offline store")
    private String sql;

    @Option(names = "--start", paramLabel = "TIME", description = "without entity rows: what the views hold from this time on, it included")
    private String start;

    @Option(names = "--end", paramLabel = "TIME", description = "without entity rows: until this time, it included")
    private String end;

    /** @throws CycloException (usage) unless just one source is named */
    EntityRows rows() {
        if ((start == null) != (end == null) || Stream.of(file, sql, start).filter(Objects::nonNull).count() != 1) {
            throw CycloException.usage("Cannot join features: give the entity rows by either --entities or --sql, or a period by --start and --end.");
        }
        return file != null ? new EntityRows.InFile(file) : sql != null ? new EntityRows.OfQuery(sql)
                : new EntityRows.Between(Times.parse("--start", start), Times.parse("--end", end));
    }
}
