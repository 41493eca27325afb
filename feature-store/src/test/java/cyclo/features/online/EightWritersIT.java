package cyclo.features.online;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.ValueType;
import cyclo.features.RedisConfig;
import cyclo.features.online.OnlineStore.AtEqualTime;
import cyclo.features.types.TypeCodec;
import cyclo.services.TestServices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many writers at once, each with all rows in an order of its own and some of them twice: no entity ever goes back in event time. */
class EightWritersIT {
    private static final int WRITERS = 8;
    private static final int ROWS = 1_000_000;
    private static final int ENTITIES = 10_000;
    private static final int BATCH = 1000;
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final ViewFeatures VIEW = new ViewFeatures("stats", List.of("second"));
    private static final EntityKeys KEYS = new EntityKeys(List.of("driver_id"), List.of(ValueType.INT64));

    private final List<byte[]> keys = IntStream.range(0, ENTITIES).mapToObj(i -> KEYS.encode(List.of((long) i)).orElseThrow()).toList();
    private final AtomicLong taken = new AtomicLong();

    @Test void noEntityGoesBackAndEachEndsWithItsNewestRow() {
        String project = TestServices.freshName("writers");
        try (OnlineStore store = RedisOnlineStore.of(RedisConfig.parse(TestServices.redis().connectionString(), false, Optional.empty()),
                project)) {
            long began = System.nanoTime();
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int seed = writer;
                writers.add(CompletableFuture.runAsync(() -> write(store, new Random(seed), seed % 2 == 0 ? AtEqualTime.DROP : AtEqualTime.REPLACE), threads));
            }
            threads.shutdown();
            CompletableFuture<Void> all = CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));
            long[] seen = new long[ENTITIES];
            long looks = 0;
            long regressions = 0;
            boolean more = true;
            while (more) {
                more = !all.isDone();
                for (int from = 0; from < ENTITIES; from += BATCH) {
                    List<StoredRow> rows = store.read(List.of(new ViewRead(VIEW, keys.subList(from, from + BATCH)))).get(0);
                    for (int i = 0; i < rows.size(); i++) {
                        long second = rows.get(i).eventTime().map(time -> time.getEpochSecond() - START.getEpochSecond()).orElse(-1L);
                        if (second >= 0) {
                            byte[] value = rows.get(i).values().get(0).orElseThrow();
                            assertThat(TypeCodec.fromBytes(ValueType.INT64, value)).as("row and time belong together").contains(second);
                            regressions += second < seen[from + i] ? 1 : 0;
                            seen[from + i] = Math.max(seen[from + i], second);
                        }
                        looks++;
                    }
                }
            }
            all.join();
            long newest = IntStream.range(0, ENTITIES).filter(entity -> seen[entity] == newest(entity)).count();
            System.out.printf("%d writers x %,d rows over %,d entities in %.1f s: %,d taken, %,d looks, %d regressions, %,d end with their newest row%n",
                    WRITERS, ROWS, ENTITIES, (System.nanoTime() - began) / 1e9, taken.get(), looks, regressions, newest);
            assertThat(regressions).isZero();
            assertThat(newest).isEqualTo(ENTITIES);
            store.removeProject();
        }
    }

    /** The hundred rows of each entity, shuffled; one in ten gives way to another one that comes twice. */
    private void write(OnlineStore store, Random random, AtEqualTime tie) {
        int[] order = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        for (int i = 0; i < ROWS; i += 10) {
            order[i + 1 + random.nextInt(9)] = order[i + 1 + random.nextInt(9)];
        }
        for (int from = 0; from < ROWS; from += BATCH) {
            List<OnlineRow> rows = new ArrayList<>(BATCH);
            for (int i = from; i < from + BATCH; i++) {
                rows.add(row(order[i] % ENTITIES, order[i] / ENTITIES));
            }
            taken.addAndGet(store.write(VIEW, rows, tie));
        }
    }

    private OnlineRow row(int entity, int number) {
        long second = number * 600L + entity % 600;
        return new OnlineRow(keys.get(entity), START.plusSeconds(second), Optional.empty(), List.of(TypeCodec.toBytes(ValueType.INT64, second)));
    }

    private static long newest(int entity) {
        return (ROWS / ENTITIES - 1) * 600L + entity % 600;
    }
}
