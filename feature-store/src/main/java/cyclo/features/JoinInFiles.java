package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.FileJoin;
import cyclo.features.offline.JoinPart;
import cyclo.features.types.ColumnCast;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A selection as of the time of each entity row, joined by DuckDB; computed features are evaluated here, some rows at a time. */
final class JoinInFiles {
    private static final Logger LOG = LoggerFactory.getLogger(JoinInFiles.class);
    private static final String HIDDEN = "cyclo stored ";

    private final FileJoin join;
    private final ReadPlan plan;
    private final HistoricalOptions options;

    JoinInFiles(FileJoin join, ReadPlan plan, HistoricalOptions options) {
        this.join = join;
        this.plan = plan;
        this.options = options;
    }

    /**
     * Whether DuckDB may join these entity rows as they are. Where a column is not of the type that is declared for it, each value is to be looked at.
     *
     * @param rows without rows
     * @param times the column of their times
     */
    static boolean fits(Table rows, Column times, ReadPlan plan) {
        return rows.column(times.name()).type() == ValueType.UNIX_TIMESTAMP && plan.selection().given().entrySet().stream()
                .allMatch(given -> rows.find(given.getKey()).filter(column -> fits(column.type(), given.getValue())).isPresent());
    }

    private static boolean fits(ValueType type, ValueType declared) {
        return type == declared || type == ValueType.INT32 && declared == ValueType.INT64;
    }

    /** @param times the column of the rows that holds their times @return what was done, by view */
    Map<String, JoinCounts> run(Column times) {
        Map<String, JoinCounts> counts = new LinkedHashMap<>();
        for (ReadPlan.ViewPart part : plan.parts()) {
            join.join(new JoinPart(part.view(), part.keyColumns(), part.features()), times.name(), options.filterByCreated());
            JoinCounts done = join.counts().get(join.counts().size() - 1);
            if (done.nullCreated() > 0) {
                LOG.warn("{} rows of feature view '{}' have no '{}': they are passed over, as in Feast", done.nullCreated(), part.title(),
                        part.view().source().createdColumn().orElse("created"));
            }
            LOG.info("joined {} entity rows with '{}' in DuckDB: {} matched, {} without features", done.rows(), part.title(), done.matched(), done.unmatched());
            counts.put(part.title(), done);
        }
        return counts;
    }

    /** Into a Parquet file, which it becomes when it is complete; by DuckDB alone if nothing is to be computed. */
    void write(Path parquet) {
        if (!plan.origins().stream().allMatch(ReadPlan.Stored.class::isInstance)) {
            stream(rows -> TableFiles.write(rows, parquet));
            return;
        }
        List<FileJoin.Output> outputs = new ArrayList<>();
        for (int i = 0; i < plan.origins().size(); i++) {
            ReadPlan.Stored stored = (ReadPlan.Stored) plan.origins().get(i);
            outputs.add(new FileJoin.Output(stored.part(), stored.feature(), plan.selection().features().get(i).outputName()));
        }
        join.write(outputs, parquet);
    }

    void stream(Consumer<TableStream> sink) {
        List<FileJoin.Output> outputs = new ArrayList<>();
        for (int part = 0; part < plan.parts().size(); part++) {
            for (int feature = 0; feature < plan.parts().get(part).features().size(); feature++) {
                outputs.add(new FileJoin.Output(part, feature, hidden(new ReadPlan.Stored(part, feature))));
            }
        }
        try (TableStream stored = join.stream(outputs)) {
            sink.accept(new TableStream() {
                @Override public Table header() {
                    return selected(stored.header());
                }

                @Override public Optional<Table> next() {
                    return stored.next().map(JoinInFiles.this::selected);
                }

                @Override public void close() {
                    stored.close();
                }
            });
        }
    }

    private Table selected(Table rows) {
        List<Column> entities = rows.columns().stream().filter(column -> !column.name().startsWith(HIDDEN)).toList();
        List<List<Column>> stored = new ArrayList<>();
        for (int part = 0; part < plan.parts().size(); part++) {
            List<Column> features = new ArrayList<>();
            for (int feature = 0; feature < plan.parts().get(part).features().size(); feature++) {
                features.add(ColumnCast.normalised(rows.column(hidden(new ReadPlan.Stored(part, feature)))));
            }
            stored.add(features);
        }
        return new EntityTable(plan, new Table(entities)).with(stored);
    }

    private static String hidden(ReadPlan.Stored stored) {
        return HIDDEN + stored.part() + " " + stored.feature();
    }
}
