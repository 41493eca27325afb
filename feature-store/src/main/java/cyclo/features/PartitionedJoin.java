package cyclo.features;

import cyclo.common.AtomicFiles;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.files.TableSpool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a selection as of the time of each entity row, of more rows than memory holds. Entity rows are read once and laid aside, and their
 * keys and times beside them by entity; each view's history is laid out by entity too and joined part by part; then the rows come again, in
 * their order, and take their answers, which lie in the order in which the rows of their part were. Not thread safe.
 */
final class PartitionedJoin implements TableStream {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionedJoin.class);
    private static final int PARTS = 64;

    private final ReadPlan plan;
    private final Path folder;
    private final KeyPartitions partitions = new KeyPartitions(PARTS);
    private final Leaks leaks;
    private final Map<String, JoinCounts> counts = new LinkedHashMap<>();
    private final List<PartitionedView> views = new ArrayList<>();
    private final TableStream rows;
    private final Table header;
    private long count;
    private long handedOut;

    PartitionedJoin(Histories histories, ReadPlan plan, HistoricalOptions options, TableStream entities) {
        this.plan = plan;
        this.leaks = new Leaks(plan, options);
        try {
            this.folder = Files.createTempDirectory("cyclo-join-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for temporary files", e);
        }
        try {
            plan.parts().forEach(part -> views.add(new PartitionedView(folder, views.size(), part, options, partitions, PARTS)));
            this.rows = laidAside(entities);
            for (PartitionedView view : views) {
                counts.put(view.title(), view.join(histories));
            }
            this.header = joined(entities.header());
        } catch (RuntimeException | Error e) {
            try {
                removeFiles();
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    @Override public Table header() {
        return header;
    }

    @Override public Optional<Table> next() {
        Optional<Table> next = rows.next().map(this::joined);
        handedOut += next.map(Table::rows).orElse(0);
        return next;
    }

    /** Once all is read. */
    HistoricalReport report() {
        return new HistoricalReport(count, counts, leaks.byFeature());
    }

    @Override public void close() {
        try {
            rows.close();
        } finally {
            removeFiles();
        }
    }

    /** Also when they cannot be closed, as on a full disk. */
    private void removeFiles() {
        try {
            views.forEach(PartitionedView::close);
        } finally {
            AtomicFiles.deleteFolder(folder);
        }
    }

    private TableStream laidAside(TableStream entities) {
        TableSpool all = new TableSpool(folder.resolve("rows"), entities.header());
        for (Optional<Table> part = entities.next(); part.isPresent(); part = entities.next()) {
            EntityTable table = new EntityTable(plan, part.get());
            views.forEach(view -> view.ask(table, count));
            all.add(part.get());
            count += part.get().rows();
        }
        LOG.info("laid {} entity rows aside in {} parts: with the history of {} views they would not fit into memory", count, PARTS, views.size());
        return all.read();
    }

    private Table joined(Table piece) {
        EntityTable table = new EntityTable(plan, piece);
        List<ViewJoin.Answer> answers = views.stream().map(view -> view.answer(table, handedOut)).toList();
        leaks.add(table, answers);
        return table.with(answers.stream().map(ViewJoin.Answer::features).<List<Column>>toList());
    }
}
