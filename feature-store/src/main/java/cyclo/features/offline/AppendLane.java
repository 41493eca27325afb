package cyclo.features.offline;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes into one table, one transaction at a time. Whoever comes while one is under way waits; the first of those that waited writes the rows of all of
 * them. Rows that are refused fail alone. Thread safe.
 */
final class AppendLane {
    private static final int MOST_ROWS = 20_000;

    /** Makes one write of some rows, whole or not at all. */
    interface Write {
        void of(Table rows) throws SQLException;
    }

    /** The rows of one caller; its fields are guarded by the lock. */
    private static final class Waiting {
        private final Table rows;
        private boolean done;
        private Optional<Throwable> failure = Optional.empty();

        private Waiting(Table rows) {
            this.rows = rows;
        }

        private void end(Optional<Throwable> with) {
            done = true;
            failure = with;
        }
    }

    private final Write write;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock(true);

    AppendLane(Write write) {
        this.write = write;
    }

    /** Returns when the rows are written. @return how many. @throws SQLException that their write failed with */
    long append(Table rows) throws SQLException {
        Waiting mine = new Waiting(rows);
        waiting.add(mine);
        turn.lock();
        try {
            while (!mine.done) {
                together(some());
            }
            if (mine.failure.isPresent()) {
                throw mine.failure.get();
            }
            return rows.rows();
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            turn.unlock();
        }
    }

    /** How many callers wait for the write under way. */
    int waiting() {
        return waiting.size();
    }

    private List<Waiting> some() {
        List<Waiting> some = new ArrayList<>();
        int rows = 0;
        for (Waiting next = waiting.peek(); next != null && (some.isEmpty() || rows + next.rows.rows() <= MOST_ROWS); next = waiting.peek()) {
            some.add(waiting.remove());
            rows += next.rows.rows();
        }
        return some;
    }

    private void together(List<Waiting> some) {
        try {
            write.of(some.size() == 1 ? some.get(0).rows : Table.concat(some.stream().map(one -> one.rows).toList()));
            some.forEach(one -> one.end(Optional.empty()));
        } catch (SQLException | RuntimeException | Error e) { // an Error too ends the wait of all
            if (some.size() > 1 && !isLost(e)) {
                some.forEach(one -> together(List.of(one)));
            } else {
                some.forEach(one -> one.end(Optional.of(e)));
            }
        }
    }

    /** To ask for each alone would not help. */
    private static boolean isLost(Throwable e) {
        if (e instanceof SQLException failed) {
            return PostgresAppends.isLost(failed) || PostgresAppends.LOCKED.equals(failed.getSQLState());
        }
        return e instanceof Error || e instanceof CycloException told && told.exitCode() == ExitCode.UNAVAILABLE;
    }
}
