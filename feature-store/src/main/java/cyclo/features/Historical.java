package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.DuckDbOfflineStore;
import cyclo.features.offline.FileJoin;
import cyclo.features.offline.OfflineStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A selection as of the time of each entity row: in memory when it fits, else laid out in temporary files by entity. */
final class Historical {
    private static final int CHUNK = 100_000;

    private final OfflineStore offline;
    private final Histories histories;
    private final ReadPlan plan;
    private final HistoricalOptions options;

    Historical(OfflineStore offline, Histories histories, Definitions definitions, FeatureSelection wanted, HistoricalOptions options) {
        this.offline = offline;
        this.histories = histories;
        this.plan = new ReadPlan(definitions, wanted);
        this.options = options;
    }

    HistoricalFeatures table(Table rows) {
        Optional<HistoricalFeatures> joined = new HistoricalJoin(histories, plan, options).run(rows);
        if (joined.isPresent()) {
            return joined.get();
        }
        List<Table> parts = new ArrayList<>();
        try (PartitionedJoin join = new PartitionedJoin(histories, plan, options, TableStream.of(rows))) {
            parts.add(join.header());
            for (Optional<Table> part = join.next(); part.isPresent(); part = join.next()) {
                parts.add(part.get());
            }
            return new HistoricalFeatures(Table.concat(parts), join.report().counts(), join.report().leaks());
        }
    }

    /** Into a file, which it becomes when it is complete, in the format that its name tells. */
    HistoricalReport write(EntityRows rows, Path file) {
        Optional<HistoricalReport> inFiles = file.toString().endsWith(".parquet") ? inFiles(rows, join -> join.write(file)) : Optional.empty();
        return inFiles.orElseGet(() -> stream(rows, result -> TableFiles.write(result, file)));
    }

    HistoricalReport stream(EntityRows rows, Consumer<TableStream> sink) {
        return inFiles(rows, join -> join.stream(sink)).orElseGet(() -> streamHere(rows, sink));
    }

    /** By DuckDB, if it is the offline store and the entity rows are of the types declared. */
    private Optional<HistoricalReport> inFiles(EntityRows rows, Consumer<JoinInFiles> use) {
        if (!(offline instanceof DuckDbOfflineStore duck) || rows instanceof EntityRows.Between || options.leakage() || plan.parts().isEmpty()
                || options.way() != HistoricalOptions.Way.BY_COST || rows instanceof EntityRows.InFile in && !Files.isRegularFile(in.file())) {
            return Optional.empty();
        }
        return duck.joining(join -> {
            Table header = given(rows, join);
            Column times = new EntityTable(plan, header).times();
            if (!JoinInFiles.fits(header, times, plan)) {
                return Optional.empty();
            }
            JoinInFiles joined = new JoinInFiles(join, plan, options);
            Map<String, JoinCounts> counts = joined.run(times);
            use.accept(joined);
            return Optional.of(new HistoricalReport(join.counts().get(0).rows(), counts, Map.of()));
        });
    }

    private Table given(EntityRows rows, FileJoin join) {
        if (rows instanceof EntityRows.InFile in && in.format().orElse(in.file().toString()).endsWith("parquet")) {
            return join.rowsOf(in.file());
        }
        if (rows instanceof EntityRows.OfQuery query) {
            return join.rowsOf(query.sql());
        }
        try (TableStream stream = open(rows)) {
            return join.rowsOf(stream);
        }
    }

    private HistoricalReport streamHere(EntityRows rows, Consumer<TableStream> sink) {
        if (rows instanceof EntityRows.Between between) {
            return stream(between, sink);
        }
        try (TableStream stream = open(rows)) {
            return stream(stream, sink);
        }
    }

    private HistoricalReport stream(EntityRows.Between between, Consumer<TableStream> sink) {
        HeldRows held = new HeldRows(histories, plan, between);
        Optional<HistoricalFeatures> one = held.ofOneView();
        if (one.isPresent()) {
            sink.accept(TableStream.of(one.get().table()));
            return one.get().report();
        }
        return stream(TableStream.of(held.ofAllViews()), sink);
    }

    private HistoricalReport stream(TableStream rows, Consumer<TableStream> sink) {
        long limit = Math.max(1, options.memory() / 4 / bytesARow(rows.header()));
        List<Table> first = new ArrayList<>(List.of(rows.header()));
        long count = 0;
        Optional<Table> next = rows.next();
        while (next.isPresent() && count + next.get().rows() <= limit) {
            first.add(next.get());
            count += next.get().rows();
            next = rows.next();
        }
        if (next.isEmpty()) {
            Table table = Table.concat(first);
            first.clear();
            Optional<HistoricalFeatures> joined = new HistoricalJoin(histories, plan, options).run(table);
            if (joined.isPresent()) {
                sink.accept(TableStream.of(joined.get().table()));
                return joined.get().report();
            }
            first.add(table);
        }
        next.ifPresent(first::add);
        try (PartitionedJoin join = new PartitionedJoin(histories, plan, options, new Resumed(first, rows))) {
            sink.accept(join);
            return join.report();
        }
    }

    private long bytesARow(Table header) {
        return RowBytes.of(header.columns().stream().map(column -> column.type()).toList())
                + RowBytes.of(plan.selection().features().stream().map(SelectedFeature::type).toList());
    }

    private TableStream open(EntityRows rows) {
        if (rows instanceof EntityRows.InFile in) {
            return in.format().isPresent() ? TableFiles.stream(in.file(), in.format().get(), types(), CHUNK) : TableFiles.stream(in.file(), types(), CHUNK);
        }
        return rows instanceof EntityRows.OfQuery query ? offline.stream(query.sql(), CHUNK) : TableStream.of(((EntityRows.InMemory) rows).table());
    }

    /** A key such as 007 that is declared as String keeps its zeros. */
    private Map<String, ValueType> types() {
        Map<String, ValueType> types = new HashMap<>(plan.selection().given());
        types.put(EntityTable.EVENT_TIMESTAMP, ValueType.UNIX_TIMESTAMP);
        return types;
    }
}
