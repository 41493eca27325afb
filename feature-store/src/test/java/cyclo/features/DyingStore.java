package cyclo.features;

import cyclo.common.CycloException;
import cyclo.features.online.OnlineNotes;
import cyclo.features.online.OnlineRow;
import cyclo.features.online.OnlineStore;
import cyclo.features.online.StoredRow;
import cyclo.features.online.ViewFeatures;
import cyclo.features.online.ViewRead;
import java.util.List;

/** An online store whose process ends after some writes. */
record DyingStore(OnlineStore store, int[] left) implements OnlineStore {
    /** Dies in the middle of the write after that many. */
    DyingStore(OnlineStore store, int writes) {
        this(store, new int[] {writes});
    }

    @Override public synchronized long write(ViewFeatures view, List<OnlineRow> rows, AtEqualTime tie) {
        if (left[0]-- == 0) {
            store.write(view, rows.subList(0, rows.size() / 2), tie);
            throw CycloException.unavailable("killed");
        }
        return store.write(view, rows, tie);
    }

    @Override public List<List<StoredRow>> read(List<ViewRead> reads) {
        return store.read(reads);
    }

    @Override public long removeProject() {
        return store.removeProject();
    }

    @Override public long removeView(ViewFeatures view) {
        return store.removeView(view);
    }

    @Override public OnlineNotes notes() {
        return store.notes();
    }

    @Override public void ping() {
        store.ping();
    }

    @Override public void close() {
        store.close();
    }
}
