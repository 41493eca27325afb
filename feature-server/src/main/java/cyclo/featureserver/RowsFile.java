package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.Progress;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureView;
import cyclo.features.PushCounts;
import cyclo.features.PushTo;
import cyclo.features.files.TableFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A file whose rows are written, some at a time: memory does not grow with it (a picocli mixin, behind the name of what is written to). */
final class RowsFile {
    private static final Logger LOG = LoggerFactory.getLogger(RowsFile.class);
    private static final int CHUNK = 10_000;

    @Parameters(index = "0+", paramLabel = "FILE",
            description = "CSV, TSV, Parquet or JSON with the join keys, event time, created time and all features; other columns are ignored")
    private Path file;

    @Option(names = "--to", paramLabel = "WHERE", defaultValue = "online", completionCandidates = PushTargets.class,
            description = "online, offline or online_and_offline [${DEFAULT-VALUE}]")
    private String to;

    /** @throws CycloException (usage) if it is none of the three */
    PushTo to() {
        return PushTo.parse(to);
    }

    /** The types of the columns that are asked for, also where the file names a field as its view does and not as its source. */
    static Map<String, ValueType> types(Map<String, ValueType> asked, Stream<FeatureView> views) {
        Map<String, ValueType> types = new LinkedHashMap<>(asked);
        views.flatMap(view -> Stream.concat(view.joinKeys().stream(), view.features().stream()))
                .forEach(field -> types.putIfAbsent(field.name(), field.type()));
        return types;
    }

    PushCounts write(String what, Map<String, ValueType> types, Function<Table, PushCounts> write) {
        PushCounts sum = new PushCounts(0, 0, 0);
        try (Progress progress = Progress.start(what + ": rows", 0); TableStream rows = TableFiles.stream(file, types, CHUNK)) {
            write.apply(rows.header()); // names a missing column, also of a file without rows
            for (Optional<Table> part = rows.next(); part.isPresent(); part = rows.next()) {
                PushCounts counts = write.apply(part.get());
                sum = new PushCounts(sum.rows() + counts.rows(), sum.taken() + counts.taken(), sum.offline() + counts.offline());
                progress.add(counts.rows());
            }
            return sum;
        } catch (CycloException e) {
            if (sum.rows() > 0) {
                LOG.warn("the first {} rows of {} are written; to write them again changes nothing", sum.rows(), file);
            }
            throw e;
        }
    }

    static String text(PushCounts counts, boolean json) {
        return json ? Json.pretty(Map.of("rows", counts.rows(), "online_taken", counts.taken(), "offline", counts.offline()))
                : "%,d rows: %,d taken by the online store, %,d in the offline store.".formatted(counts.rows(), counts.taken(), counts.offline());
    }
}
