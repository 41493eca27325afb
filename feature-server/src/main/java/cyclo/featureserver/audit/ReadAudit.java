package cyclo.featureserver.audit;

import cyclo.common.CycloException;
import cyclo.common.FileFault;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalOptions;
import cyclo.features.SelectedFeature;
import cyclo.features.types.TypeCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the offline store what a sample of online reads should have been answered, each at its own time. */
public final class ReadAudit {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAudit.class);
    private static final int MOST_ROWS = 100_000;
    private static final String TIME = "event_timestamp";

    private final FeatureStore store;

    public ReadAudit(FeatureStore store) {
        this.store = store;
    }

    /** @param folder what {@link ReadSample} keeps @throws CycloException (usage) if it holds no sample */
    public AuditReport run(Path folder) {
        AuditReport report = new AuditReport();
        boolean any = false;
        for (String name : List.of(ReadSample.BEFORE, ReadSample.FILE)) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                any = true;
                replay(file, report);
            }
        }
        if (!any) {
            throw CycloException.usage("Cannot audit: there is no sample of reads in %s. Let one be kept: feature-server serve --audit-sample 0.01.", folder);
        }
        LOG.info("audited {} reads of {}, left out {}: {}", report.reads(), folder, report.leftOut(), report.features());
        return report;
    }

    private void replay(Path file, AuditReport report) {
        Map<List<String>, List<SampledRead>> waiting = new LinkedHashMap<>();
        int rows = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<SampledRead> read = parsed(line);
                if (read.isEmpty()) {
                    report.left();
                    continue;
                }
                waiting.computeIfAbsent(read.get().features(), features -> new ArrayList<>()).add(read.get());
                rows += read.get().rows();
                if (rows >= MOST_ROWS) {
                    waiting.forEach((features, reads) -> compare(features, reads, report));
                    waiting.clear();
                    rows = 0;
                }
            }
        } catch (IOException e) {
            throw CycloException.usage("Cannot read the sample %s: %s.", file, FileFault.why(e), e);
        }
        waiting.forEach((features, reads) -> compare(features, reads, report));
    }

    /** Empty for the line that a killed server left half-written. */
    private static Optional<SampledRead> parsed(String line) {
        try {
            return Optional.of(SampledRead.parse(line));
        } catch (CycloException | IllegalArgumentException e) {
            LOG.warn("a line of the sample cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void compare(List<String> references, List<SampledRead> reads, AuditReport report) {
        FeatureSelection wanted;
        try {
            wanted = store.features(references, true);
        } catch (CycloException e) {
            LOG.warn("{} reads are left out: {}", reads.size(), e.getMessage());
            reads.forEach(read -> report.left());
            return;
        }
        List<SampledRead> kept = reads.stream().filter(read -> read.given().keySet().containsAll(wanted.given().keySet())).toList();
        for (int i = kept.size(); i < reads.size(); i++) {
            report.left();
        }
        Table known = store.historical(entities(wanted, kept), wanted, HistoricalOptions.standard()).table();
        int row = 0;
        for (SampledRead read : kept) {
            report.read();
            for (int i = 0; i < read.rows(); i++, row++) {
                for (int feature = 0; feature < references.size(); feature++) {
                    SelectedFeature selected = wanted.features().get(feature);
                    Column column = known.column(selected.outputName());
                    report.count(references.get(feature), read.answered().get(feature).get(i),
                            column.isNull(row) ? new byte[0] : TypeCodec.toBytes(selected.type(), column.value(row)));
                }
            }
        }
    }

    private static Table entities(FeatureSelection wanted, List<SampledRead> reads) {
        int rows = reads.stream().mapToInt(SampledRead::rows).sum();
        List<Column> columns = new ArrayList<>();
        wanted.given().forEach((name, type) -> {
            Column.Builder column = Column.builder(name, type, rows);
            reads.forEach(read -> read.given().get(name).forEach(value -> column.add(TypeCodec.fromBytes(type, value).orElse(null))));
            columns.add(column.build());
        });
        Column.Builder times = Column.builder(TIME, ValueType.UNIX_TIMESTAMP, rows);
        reads.forEach(read -> {
            for (int i = 0; i < read.rows(); i++) {
                times.add(read.at());
            }
        });
        columns.add(times.build());
        return new Table(columns);
    }
}
