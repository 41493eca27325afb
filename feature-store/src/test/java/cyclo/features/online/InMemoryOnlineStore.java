package cyclo.features.online;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An online store for tests without Redis. */
public final class InMemoryOnlineStore implements OnlineStore {
    private record Row(Instant eventTime, Map<String, byte[]> values) {}

    private final Map<String, Map<ByteBuffer, Row>> views = new HashMap<>();
    private final InMemoryNotes notes = new InMemoryNotes();

    @Override public synchronized long write(ViewFeatures view, List<OnlineRow> rows, AtEqualTime tie) {
        Map<ByteBuffer, Row> stored = views.computeIfAbsent(view.view(), name -> new HashMap<>());
        long taken = 0;
        for (OnlineRow row : OnlineWrites.newestPerEntity(rows)) {
            Row old = stored.get(ByteBuffer.wrap(row.key()));
            int order = old == null ? 1 : row.eventTime().compareTo(old.eventTime());
            if (order > 0 || order == 0 && tie == AtEqualTime.REPLACE) {
                Map<String, byte[]> values = new HashMap<>();
                for (int i = 0; i < view.features().size(); i++) {
                    values.put(view.features().get(i), row.values().get(i));
                }
                stored.put(ByteBuffer.wrap(row.key()), new Row(row.eventTime(), values));
                taken++;
            }
        }
        return taken;
    }

    @Override public synchronized List<List<StoredRow>> read(List<ViewRead> reads) {
        List<List<StoredRow>> answers = new ArrayList<>();
        for (ViewRead read : reads) {
            Map<ByteBuffer, Row> stored = views.getOrDefault(read.view().view(), Map.of());
            answers.add(read.keys().stream().map(key -> {
                Row row = stored.get(ByteBuffer.wrap(key));
                return row == null ? StoredRow.none(read.view().features().size()) : new StoredRow(Optional.of(row.eventTime()),
                        read.view().features().stream().map(feature -> Optional.ofNullable(row.values().get(feature))).toList());
            }).toList());
        }
        return answers;
    }

    @Override public synchronized long removeProject() {
        long entities = views.values().stream().flatMap(view -> view.keySet().stream()).distinct().count();
        views.clear();
        notes.clear();
        return entities;
    }

    @Override public synchronized long removeView(ViewFeatures view) {
        Map<ByteBuffer, Row> removed = views.remove(view.view());
        return removed == null ? 0 : removed.size();
    }

    @Override public OnlineNotes notes() {
        return notes;
    }

    @Override public void ping() {
        // it is always there
    }

    @Override public void close() {
        // nothing is open
    }
}
