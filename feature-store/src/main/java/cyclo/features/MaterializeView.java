package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Progress;
import cyclo.features.offline.NewestCounts;
import cyclo.features.offline.NewestRow;
import cyclo.features.offline.NewestScope;
import cyclo.features.online.OnlineNotes;
import cyclo.features.online.OnlineRow;
import cyclo.features.online.OnlineStore;
import cyclo.features.online.ViewFeatures;
import cyclo.features.online.ViewRead;
import cyclo.features.types.TypeCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run over one view and period, from the first entity or from where an earlier run came to. */
final class MaterializeView {
    private static final Logger LOG = LoggerFactory.getLogger(MaterializeView.class);
    private static final long CHECKPOINT_EVERY = 20_000;

    private final FeatureView view;
    private final Interval period;
    private final Interval scanned;
    private final Histories histories;
    private final OnlineStore online;
    private final OnlineNotes notes;
    private final MaterializationConfig config;
    private final OnlineKeys keys;

    /** @param scanned the period of the rows, where it is longer than the one that is asked for */
    MaterializeView(FeatureView view, Interval period, Interval scanned, Histories histories, OnlineStore online, MaterializationConfig config) {
        this.view = view;
        this.period = period;
        this.scanned = scanned;
        this.histories = histories;
        this.online = online;
        this.notes = online.notes();
        this.config = config;
        this.keys = new OnlineKeys(view);
    }

    MaterializeReport.View run(MaterializeTurn turn) {
        Optional<MaterializeCheckpoint> begun = MaterializeCheckpoint.read(notes, view).filter(this::holds);
        // Before the rows are read: what is written from now on may or may not be among them.
        Optional<String> mark = begun.map(MaterializeCheckpoint::mark).or(() -> histories.mark(view));
        long before = begun.map(MaterializeCheckpoint::entities).orElse(0L);
        long writtenBefore = begun.map(MaterializeCheckpoint::written).orElse(0L);
        if (begun.isEmpty()) {
            MaterializeCheckpoint.remove(notes, view);
        }
        long left = Math.max(0, histories.entities(view, scanned) - before);
        Checkpoints checkpoints = new Checkpoints(turn, mark, before, writtenBefore);
        try (Progress progress = Progress.start("materialize " + view.name() + ": entities", left);
                EntityWriter writer = new EntityWriter(online, ViewFeatures.of(view), config.batchSize(), progress, checkpoints)) {
            NewestCounts passed = histories.newest(view, new NewestScope(scanned, config.pullLatestFeatures(), begun.map(MaterializeCheckpoint::after)),
                    row -> encoded(row).ifPresent(encoded -> writer.add(encoded, row.keys())));
            writer.finish();
            return new MaterializeReport.View(view.name(), period.start(), period.end(), before + writer.entities(), writtenBefore + writer.written(),
                    passed.nullKeys(), passed.nullCreated(), before);
        } catch (CycloException e) {
            LOG.warn("materialize '{}' stopped: {}", view.name(), mark.isEmpty() ? "the next run begins anew"
                    : "the next run goes on after " + checkpoints.noted + " entities, if the online store still has them");
            throw e;
        }
    }

    /** Whether a run may go on from there. */
    private boolean holds(MaterializeCheckpoint checkpoint) {
        if (!checkpoint.period().equals(period)) {
            return false;
        }
        if (histories.changedSince(view, scanned, checkpoint.mark())) {
            LOG.info("materialize '{}' begins anew: rows of its period have changed since an earlier run was cut off", view.name());
            return false;
        }
        byte[] last = keys.encode(checkpoint.after()).orElseThrow();
        if (online.read(List.of(new ViewRead(ViewFeatures.of(view), List.of(last)))).get(0).get(0).eventTime().isEmpty()) {
            LOG.info("materialize '{}' begins anew: the online store does not hold what an earlier run had written", view.name());
            return false;
        }
        LOG.info("materialize '{}' goes on after {} entities that an earlier run had written", view.name(), checkpoint.entities());
        return true;
    }

    private Optional<OnlineRow> encoded(NewestRow row) {
        List<byte[]> values = new ArrayList<>(row.values().size());
        for (int i = 0; i < row.values().size(); i++) {
            values.add(TypeCodec.toBytes(view.features().get(i).type(), row.values().get(i)));
        }
        return keys.encode(row.keys()).map(key -> new OnlineRow(key, row.eventTime(), row.created(), values));
    }

    /** Notes from time to time how far the writer came. */
    private final class Checkpoints implements Consumer<EntityWriter> {
        private final MaterializeTurn turn;
        private final Optional<String> mark;
        private final long before;
        private final long writtenBefore;
        private long noted;

        private Checkpoints(MaterializeTurn turn, Optional<String> mark, long before, long writtenBefore) {
            this.turn = turn;
            this.mark = mark;
            this.before = before;
            this.writtenBefore = writtenBefore;
            this.noted = before;
        }

        @Override public void accept(EntityWriter writer) {
            if (before + writer.entities() - noted < CHECKPOINT_EVERY) {
                return;
            }
            turn.check();
            noted = before + writer.entities();
            mark.ifPresent(since -> new MaterializeCheckpoint(MaterializeCheckpoint.digest(view), period, since, writer.last(), noted,
                    writtenBefore + writer.written()).write(notes, view));
        }
    }
}
