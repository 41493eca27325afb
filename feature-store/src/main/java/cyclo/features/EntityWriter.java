package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Progress;
import cyclo.features.online.OnlineRow;
import cyclo.features.online.OnlineStore;
import cyclo.features.online.ViewFeatures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the rows of distinct entities to the online store in batches, while the caller reads and encodes the next ones. Few batches are under way at a
 * time: a slow online store slows the reading down. What is counted as written is so without a gap.
 */
final class EntityWriter implements AutoCloseable {
    private static final int WRITERS = 2;
    private static final int AHEAD = 4;
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(EntityWriter.class);

    /** A batch under way, which ends with the entity of these join keys. */
    private record Batch(int size, List<Object> last, Future<Long> taken) {}

    private final OnlineStore online;
    private final ViewFeatures view;
    private final int batchSize;
    private final Progress progress;
    private final Consumer<EntityWriter> whenWritten;
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS, work -> {
        Thread thread = new Thread(work, "materialize");
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<Batch> underWay = new ArrayDeque<>();
    private List<OnlineRow> rows = new ArrayList<>();
    private List<Object> newest = List.of();
    private List<Object> last = List.of();
    private long entities;
    private long written;

    /** @param whenWritten is told in the caller's thread whenever {@link #last} has moved on */
    EntityWriter(OnlineStore online, ViewFeatures view, int batchSize, Progress progress, Consumer<EntityWriter> whenWritten) {
        this.online = online;
        this.view = view;
        this.batchSize = batchSize;
        this.progress = progress;
        this.whenWritten = whenWritten;
    }

    void add(OnlineRow row, List<Object> keys) {
        rows.add(row);
        newest = keys;
        if (rows.size() == batchSize) {
            send();
        }
    }

    /** Returns when all rows are written. */
    void finish() {
        if (!rows.isEmpty()) {
            send();
        }
        while (!underWay.isEmpty()) {
            settle();
        }
    }

    /** The join keys of the last entity that is written, as all before it are. */
    List<Object> last() {
        return last;
    }

    /** Entities up to {@link #last}. */
    long entities() {
        return entities;
    }

    /** Those of them whose row the online store took. */
    long written() {
        return written;
    }

    /** Ends what was not finished; returns when nothing more of it can reach the online store. */
    @Override public void close() {
        writers.shutdownNow();
        try {
            if (!writers.awaitTermination(LONGEST_WRITE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a write to the online store has not ended after {} s", LONGEST_WRITE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        if (underWay.size() == AHEAD) {
            settle();
        }
        List<OnlineRow> batch = rows;
        rows = new ArrayList<>(batchSize);
        underWay.add(new Batch(batch.size(), newest, writers.submit(() -> online.write(view, batch, OnlineStore.AtEqualTime.REPLACE))));
    }

    private void settle() {
        Batch batch = underWay.remove();
        written += taken(batch);
        entities += batch.size;
        last = batch.last;
        progress.add(batch.size);
        whenWritten.accept(this);
    }

    private static long taken(Batch batch) {
        try {
            return batch.taken.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CycloException.unavailable("Cannot go on materializing: this thread was told to stop. Run it again.", e);
        }
    }
}
