package cyclo.features;

import cyclo.common.table.Column;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins rows with the history of one view. */
final class ViewJoin {
    private static final Logger LOG = LoggerFactory.getLogger(ViewJoin.class);

    /**
     * What one view says of each row.
     *
     * @param features in the order of the view part
     * @param asKnownThen the same without rows created later; none where {@link HistoricalOptions#leakage} does not ask for it
     * @param changed the rows in which the two are not of the same row of history
     */
    record Answer(List<Column> features, List<Column> asKnownThen, BitSet changed, JoinCounts counts) {}

    private final ReadPlan.ViewPart part;
    private final HistoricalOptions options;

    ViewJoin(ReadPlan.ViewPart part, HistoricalOptions options) {
        this.part = part;
        this.options = options;
    }

    Duration ttl() {
        return Duration.ofSeconds(part.view().ttl().toSeconds());
    }

    /** The features to read, in the order of the view. */
    List<Field> fields(boolean all) {
        return all ? part.view().features() : part.view().features().stream().filter(part.features()::contains).toList();
    }

    boolean asksKnownThen() {
        return options.leakage() && part.view().source().createdColumn().isPresent();
    }

    /** When there is no history to ask. */
    Answer nothing(int rows) {
        List<Column> nulls = part.features().stream().map(feature -> Column.ofNulls(feature.name(), feature.type(), rows)).toList();
        return new Answer(nulls, asksKnownThen() ? nulls : List.of(), new BitSet(), new JoinCounts(rows, 0, 0, 0));
    }

    /**
     * @param ids of the labels' keys
     * @param read the features that {@code history} holds
     * @return absent if exact duplicates can only be told apart by features that were not read: then read all and ask again
     */
    Optional<Answer> answer(PointInTimeJoin.Labels labels, KeyIds ids, List<Field> read, PointInTimeJoin.History history) {
        PointInTimeJoin.Known known = PointInTimeJoin.known(labels, ids, history, ttl());
        int[] rows = known.rows(options.filterByCreated());
        int[] then = asksKnownThen() ? known.rows(true) : rows;
        if (known.decidedByValues() && read.size() < part.view().features().size()) {
            return Optional.empty();
        }
        BitSet changed = new BitSet();
        for (int row = 0; then != rows && row < rows.length; row++) {
            changed.set(row, rows[row] != then[row]);
        }
        return Optional.of(new Answer(features(read, history, rows), asksKnownThen() ? features(read, history, then) : List.of(), changed,
                counts(labels, rows, history)));
    }

    void log(JoinCounts counts, long historyRows) {
        if (counts.nullCreated() > 0) {
            LOG.warn("{} rows of feature view '{}' have no '{}': they are passed over, as in Feast", counts.nullCreated(), part.title(),
                    part.view().source().createdColumn().orElse("created"));
        }
        LOG.info("joined {} entity rows with {} rows of '{}': {} matched, {} without features", counts.rows(), historyRows, part.title(), counts.matched(),
                counts.unmatched());
    }

    private List<Column> features(List<Field> read, PointInTimeJoin.History history, int[] rows) {
        return part.features().stream().map(read::indexOf).map(history.values()::get).map(values -> values.rows(rows)).toList();
    }

    private static JoinCounts counts(PointInTimeJoin.Labels labels, int[] rows, PointInTimeJoin.History history) {
        long matched = 0;
        for (int row : rows) {
            matched += row >= 0 ? 1 : 0;
        }
        BitSet nullKeys = new BitSet();
        labels.keys().stream().filter(key -> key.nullCount() > 0).forEach(key -> {
            for (int row = 0; row < key.size(); row++) {
                nullKeys.set(row, nullKeys.get(row) || key.isNull(row));
            }
        });
        return new JoinCounts(rows.length, matched, nullKeys.cardinality(), history.created().map(Column::nullCount).orElse(0));
    }
}
