package cyclo.features.offline;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.PointInTimeJoin;
import cyclo.features.RowBytes;
import cyclo.features.types.ColumnCast;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Gathers the rows of a {@link SourceSql} into columns. */
final class HistoryBuilder {
    private final List<Column.Builder> keys;
    private final Column.Builder times = Column.builder("event time", ValueType.UNIX_TIMESTAMP, 1024);
    private final Optional<Column.Builder> created;
    private final List<Column.Builder> values;
    private final List<Column.Builder> all;

    HistoryBuilder(FeatureView view, List<Field> features) {
        keys = builders(view.joinKeys());
        created = view.source().createdColumn().map(column -> Column.builder("created", ValueType.UNIX_TIMESTAMP, 1024));
        values = builders(features);
        all = Stream.of(keys.stream(), Stream.of(times), created.stream(), values.stream()).flatMap(columns -> columns).toList();
    }

    /** The rows would take more memory than they may. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @param memory that the rows may take, in bytes. @throws TooLarge when they take more: the connection is then of no more use */
    static PointInTimeJoin.History read(Connection connection, FeatureView view, List<Field> features, SourceSql source, String select, long memory)
            throws SQLException {
        HistoryBuilder history = new HistoryBuilder(view, features);
        long most = memory / RowBytes.of(source.types());
        try (CopyOutRows rows = new CopyOutRows(connection, select, source.types())) {
            for (long row = 0; rows.next(); row++) {
                if (row >= most) {
                    throw new TooLarge();
                }
                history.add(rows);
            }
        }
        return history.build();
    }

    void add(CopyOutRows rows) {
        for (int column = 0; column < all.size(); column++) {
            rows.addTo(all.get(column), column);
        }
    }

    PointInTimeJoin.History build() {
        return new PointInTimeJoin.History(keys.stream().map(Column.Builder::build).toList(), times.build(), created.map(Column.Builder::build),
                values.stream().map(column -> ColumnCast.normalised(column.build())).toList());
    }

    private static List<Column.Builder> builders(List<Field> fields) {
        return fields.stream().map(field -> Column.builder(field.name(), field.type(), 1024)).toList();
    }
}
