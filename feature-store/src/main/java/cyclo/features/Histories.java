package cyclo.features;

import cyclo.features.offline.DuckDbOfflineStore;
import cyclo.features.offline.NewestCounts;
import cyclo.features.offline.NewestRow;
import cyclo.features.offline.NewestScope;
import cyclo.features.offline.OfflineStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a view's source wherever it lies: in the offline store, or in a file of the project. */
final class Histories {
    private final OfflineStore offline;
    private final OfflineStore files;

    /** @param folder of the project, from which the paths of files start */
    Histories(OfflineStore offline, Path folder) {
        this.offline = offline;
        this.files = new DuckDbOfflineStore(new DuckDbConfig(folder));
    }

    PointInTimeJoin.History read(FeatureView view, List<Field> features, Optional<Instant> from, Instant to) {
        return holding(view).history(view, features, from, to);
    }

    /** As {@link #read}; rows that answer none of the labels may be left out. @return absent when it would not fit into the memory of the options */
    Optional<PointInTimeJoin.History> read(PointInTimeJoin.Labels labels, FeatureView view, List<Field> features, Optional<Instant> from, Instant to,
            HistoricalOptions options) {
        return holding(view).historyFor(labels, view, features, from, to, options);
    }

    /** As {@link #read}, some rows at a time. */
    void read(FeatureView view, List<Field> features, Optional<Instant> from, Instant to, Consumer<PointInTimeJoin.History> rows) {
        holding(view).history(view, features, from, to, rows);
    }

    /** As {@link OfflineStore#mark}. */
    Optional<String> mark(FeatureView view) {
        return holding(view).mark(view);
    }

    boolean changedSince(FeatureView view, Interval period, String mark) {
        return holding(view).changedSince(view, period, mark);
    }

    /** As {@link OfflineStore#entities}. */
    long entities(FeatureView view, Interval period) {
        return holding(view).entities(view, period);
    }

    NewestCounts newest(FeatureView view, NewestScope scope, Consumer<NewestRow> found) {
        return holding(view).newest(view, scope, found);
    }

    private OfflineStore holding(FeatureView view) {
        return view.source().origin() instanceof DataSource.File ? files : offline;
    }
}
