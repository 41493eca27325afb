package cyclo.features.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AppendLaneTest {
    private final List<List<Long>> writes = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstIsUnderWay = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);

    private final AppendLane lane = new AppendLane(rows -> {
        List<Long> values = LongStream.range(0, rows.rows()).map(row -> rows.column("x").longAt((int) row)).boxed().toList();
        writes.add(values);
        if (values.contains(0L)) {
            firstIsUnderWay.countDown();
            try {
                firstMayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (values.contains(13L)) {
            throw new SQLException("13 is refused", "22000");
        }
        if (values.contains(99L)) {
            throw new SQLException("the server is gone", "08006");
        }
        if (values.contains(77L)) {
            throw new OutOfMemoryError("too many rows");
        }
    });

    @Test void whoComesMeanwhileSharesTheNextWrite() throws InterruptedException {
        List<CompletableFuture<Long>> others = whileOneIsUnderWay(List.of(1L, 2L, 3L));
        others.forEach(other -> assertThat(other.join()).isEqualTo(1));
        assertThat(writes).hasSize(2);
        assertThat(writes.get(1)).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test void rowsThatAreRefusedFailAlone() throws InterruptedException {
        List<CompletableFuture<Long>> others = whileOneIsUnderWay(List.of(1L, 13L, 3L));
        assertThat(others.get(0).join()).isOne();
        assertThatThrownBy(others.get(1)::join).hasRootCauseMessage("13 is refused");
        assertThat(others.get(2).join()).isOne();
    }

    @Test void aLostServerIsToldToAll() throws InterruptedException {
        List<CompletableFuture<Long>> others = whileOneIsUnderWay(List.of(1L, 99L, 3L));
        others.forEach(other -> assertThatThrownBy(other::join).hasRootCauseMessage("the server is gone"));
        assertThat(writes).as("it is not asked once more for each").hasSize(2);
    }

    @Test void anErrorIsToldToAllAndTheLaneGoesOn() throws InterruptedException {
        List<CompletableFuture<Long>> others = whileOneIsUnderWay(List.of(1L, 77L, 3L));
        others.forEach(other -> assertThatThrownBy(other::join).hasRootCauseMessage("too many rows"));
        assertThat(append(4)).isOne();
    }

    private List<CompletableFuture<Long>> whileOneIsUnderWay(List<Long> values) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> append(0), threads);
        firstIsUnderWay.await();
        List<CompletableFuture<Long>> others = values.stream().map(value -> CompletableFuture.supplyAsync(() -> append(value), threads)).toList();
        while (lane.waiting() < values.size()) {
            Thread.onSpinWait();
        }
        firstMayEnd.countDown();
        first.join();
        threads.shutdown();
        return others;
    }

    private long append(long value) {
        try {
            return lane.append(Table.of(Column.of("x", ValueType.INT64, List.of(value))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
