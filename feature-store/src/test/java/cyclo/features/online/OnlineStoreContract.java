package cyclo.features.online;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.ValueType;
import cyclo.features.online.OnlineStore.AtEqualTime;
import cyclo.features.types.TypeCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every online store keeps to. */
abstract class OnlineStoreContract {
    static final ViewFeatures STATS = new ViewFeatures("driver_stats", List.of("conv_rate", "trips"));
    static final ViewFeatures OTHER = new ViewFeatures("other_stats", List.of("conv_rate"));
    static final Instant NOON = Instant.parse("2024-01-01T12:00:00.123456Z");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final EntityKeys DRIVER = new EntityKeys(List.of("driver_id"), List.of(ValueType.INT64));

    /** A store of a project of that name; two of one name are one store. */
    abstract OnlineStore store(String project);

    /** A project name that no other test has. */
    abstract String freshProject();

    @Test void whatIsWrittenIsRead() {
        OnlineStore store = store(freshProject());
        assertThat(store.write(STATS, List.of(row(1, NOON, 0.5, 7L), row(2, NOON, null, 8L)), AtEqualTime.REPLACE)).isEqualTo(2);
        List<StoredRow> rows = store.read(List.of(new ViewRead(STATS, List.of(key(2), key(1), key(3), key(1))))).get(0);
        assertThat(values(rows.get(0))).containsExactly(null, 8L);
        assertThat(values(rows.get(1))).containsExactly(0.5, 7L);
        assertThat(rows.get(1).eventTime()).contains(NOON);
        assertThat(rows.get(2).eventTime()).isEmpty();
        assertThat(values(rows.get(3))).containsExactly(0.5, 7L);
    }

    @Test void someFeaturesAreReadInTheOrderAskedFor() {
        OnlineStore store = store(freshProject());
        store.write(STATS, List.of(row(1, NOON, 0.5, 7L)), AtEqualTime.REPLACE);
        StoredRow row = store.read(List.of(new ViewRead(new ViewFeatures("driver_stats", List.of("trips", "added_later")), List.of(key(1))))).get(0).get(0);
        assertThat(TypeCodec.fromBytes(ValueType.INT64, row.values().get(0).orElseThrow())).contains(7L);
        assertThat(row.values().get(1)).isEmpty();
    }

    @Test void viewsOfOneEntityDoNotMeet() {
        OnlineStore store = store(freshProject());
        store.write(STATS, List.of(row(1, NOON, 0.5, 7L)), AtEqualTime.REPLACE);
        store.write(OTHER, List.of(new OnlineRow(key(1), NOON.minusSeconds(60), Optional.empty(), List.of(bytes(0.9)))), AtEqualTime.REPLACE);
        List<List<StoredRow>> both = store.read(List.of(new ViewRead(STATS, List.of(key(1))), new ViewRead(OTHER, List.of(key(1)))));
        assertThat(values(both.get(0).get(0))).containsExactly(0.5, 7L);
        assertThat(TypeCodec.fromBytes(ValueType.DOUBLE, both.get(1).get(0).values().get(0).orElseThrow())).contains(0.9);
        assertThat(both.get(1).get(0).eventTime()).contains(NOON.minusSeconds(60));
    }

    @Test void anOlderRowNeverReplacesANewerOne() {
        OnlineStore store = store(freshProject());
        for (Instant time : List.of(NOON, Instant.parse("1969-12-31T23:59:59.5Z"), Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("2300-01-01T00:00:00Z"))) {
            long driver = time.getEpochSecond();
            store.write(STATS, List.of(row(driver, time, 0.5, 7L)), AtEqualTime.REPLACE);
            assertThat(store.write(STATS, List.of(row(driver, time.minusNanos(1000), 0.1, 1L)), AtEqualTime.REPLACE)).isZero();
            assertThat(store.write(STATS, List.of(row(driver, time.minusSeconds(1), 0.1, 1L)), AtEqualTime.REPLACE)).isZero();
            assertThat(one(store, driver)).containsExactly(0.5, 7L);
            assertThat(store.write(STATS, List.of(row(driver, time.plusNanos(1000), 0.6, 8L)), AtEqualTime.DROP)).isOne();
            assertThat(store.write(STATS, List.of(row(driver, time.plusSeconds(1), 0.7, 9L)), AtEqualTime.DROP)).isOne();
            assertThat(one(store, driver)).containsExactly(0.7, 9L);
        }
    }

    @Test void atEqualTimeMaterializeReplacesAndPushIsDropped() {
        OnlineStore store = store(freshProject());
        store.write(STATS, List.of(row(1, NOON, 0.5, 7L)), AtEqualTime.REPLACE);
        assertThat(store.write(STATS, List.of(row(1, NOON, 0.6, 8L)), AtEqualTime.DROP)).isZero();
        assertThat(one(store, 1)).containsExactly(0.5, 7L);
        assertThat(store.write(STATS, List.of(row(1, NOON, 0.6, 8L)), AtEqualTime.REPLACE)).isOne();
        assertThat(one(store, 1)).containsExactly(0.6, 8L);
    }

    @Test void withinABatchTheNewestThenTheLastCreatedWins() {
        OnlineStore store = store(freshProject());
        List<OnlineRow> batch = List.of(created(1, NOON, 30, 0.3), created(1, NOON, 40, 0.4), created(1, NOON, 20, 0.2), created(1, NOON.minusSeconds(1), 90, 0.9),
                row(2, NOON, 0.1, 1L), row(2, NOON, 0.2, 2L));
        assertThat(store.write(STATS, batch, AtEqualTime.DROP)).isEqualTo(2);
        assertThat(one(store, 1)).containsExactly(0.4, 0L);
        assertThat(one(store, 2)).containsExactly(0.2, 2L);
    }

    @Test void manyRowsAreWrittenAndReadAtOnce() {
        OnlineStore store = store(freshProject());
        List<OnlineRow> rows = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        for (long driver = 0; driver < 2345; driver++) {
            rows.add(row(driver, NOON, driver / 2.0, driver));
            keys.add(key(driver));
        }
        assertThat(store.write(STATS, rows, AtEqualTime.REPLACE)).isEqualTo(2345);
        List<StoredRow> read = store.read(List.of(new ViewRead(STATS, keys))).get(0);
        for (int driver = 0; driver < 2345; driver++) {
            assertThat(values(read.get(driver))).containsExactly(driver / 2.0, (long) driver);
        }
    }

    @Test void nothingIsReadAndWrittenForNothing() {
        OnlineStore store = store(freshProject());
        assertThat(store.write(STATS, List.of(), AtEqualTime.REPLACE)).isZero();
        assertThat(store.read(List.of())).isEmpty();
        assertThat(store.read(List.of(new ViewRead(STATS, List.of())))).containsExactly(List.of());
    }

    /** A project whose name ends as another's does is not that one: keys end in the project's name, without a separator. */
    @Test void removingAProjectLeavesTheOneWhoseNameEndsAlike() {
        String name = freshProject();
        OnlineStore store = store(name);
        OnlineStore other = store("other_" + name);
        store.write(STATS, List.of(row(1, NOON, 0.5, 7L), row(2, NOON, 0.5, 7L)), AtEqualTime.REPLACE);
        other.write(STATS, List.of(row(1, NOON, 0.6, 8L)), AtEqualTime.REPLACE);
        assertThat(store.removeProject()).isEqualTo(2);
        assertThat(store.read(List.of(new ViewRead(STATS, List.of(key(1))))).get(0).get(0).eventTime()).isEmpty();
        assertThat(one(other, 1)).containsExactly(0.6, 8L);
        assertThat(store.removeProject()).isZero();
    }

    @Test void removingAViewLeavesTheOthers() {
        OnlineStore store = store(freshProject());
        store.write(STATS, List.of(row(1, NOON, 0.5, 7L), row(2, NOON, 0.5, 7L)), AtEqualTime.REPLACE);
        store.write(OTHER, List.of(new OnlineRow(key(1), NOON, Optional.empty(), List.of(bytes(0.9)))), AtEqualTime.REPLACE);
        assertThat(store.removeView(OTHER)).isOne();
        assertThat(store.read(List.of(new ViewRead(OTHER, List.of(key(1))))).get(0).get(0).eventTime()).isEmpty();
        assertThat(one(store, 1)).containsExactly(0.5, 7L);
    }

    @Test void aNameIsClaimedByOneOwnerUntilItIsGivenBack() {
        OnlineNotes notes = store(freshProject()).notes();
        assertThat(notes.claim("turn", "a", Optional.empty(), LEASE)).isEmpty();
        assertThat(notes.claim("turn", "b", Optional.empty(), LEASE)).contains("a");
        assertThat(notes.claim("turn", "b", Optional.of("c"), LEASE)).as("a dead owner who is not the one").contains("a");
        assertThat(notes.renew("turn", "a", LEASE)).isTrue();
        notes.release("turn", "b");
        assertThat(notes.renew("turn", "b", LEASE)).isFalse();
        assertThat(notes.claim("turn", "b", Optional.of("a"), LEASE)).as("a has died").isEmpty();
        assertThat(notes.renew("turn", "a", LEASE)).isFalse();
        notes.release("turn", "b");
        assertThat(notes.claim("turn", "c", Optional.empty(), LEASE)).isEmpty();
    }

    @Test void notesAreOfOneProjectAndGoWithIt() {
        String name = freshProject();
        OnlineStore store = store(name);
        OnlineNotes others = store("other_" + name).notes();
        store.notes().write("how far", "ü 7");
        others.write("how far", "8");
        assertThat(store.notes().read("how far")).contains("ü 7");
        assertThat(store.notes().read("nothing")).isEmpty();
        store.removeProject();
        assertThat(store.notes().read("how far")).isEmpty();
        assertThat(others.read("how far")).contains("8");
        others.remove("how far");
        assertThat(others.read("how far")).isEmpty();
        assertThat(others.incarnation()).isNotEmpty().isEqualTo(store.notes().incarnation());
    }

    @Test void writersAtOnceLeaveTheNewestRow() throws InterruptedException, ExecutionException {
        OnlineStore store = store(freshProject());
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Future<Long>> writes = new ArrayList<>();
        for (int second = 0; second < 200; second++) {
            long at = second * 73L % 200;
            writes.add(writers.submit(() -> store.write(STATS, List.of(row(1, NOON.plusSeconds(at), at / 1.0, at)), AtEqualTime.DROP)));
        }
        for (Future<Long> write : writes) {
            write.get();
        }
        writers.shutdown();
        assertThat(one(store, 1)).containsExactly(199.0, 199L);
    }

    static byte[] key(long driver) {
        return DRIVER.encode(List.of(driver)).orElseThrow();
    }

    static OnlineRow row(long driver, Instant time, Double rate, Long trips) {
        return new OnlineRow(key(driver), time, Optional.empty(), List.of(bytes(rate), TypeCodec.toBytes(ValueType.INT64, trips)));
    }

    private static OnlineRow created(long driver, Instant time, int minutes, double rate) {
        return new OnlineRow(key(driver), time, Optional.of(NOON.plusSeconds(60L * minutes)), List.of(bytes(rate), TypeCodec.toBytes(ValueType.INT64, 0L)));
    }

    private static byte[] bytes(Double value) {
        return TypeCodec.toBytes(ValueType.DOUBLE, value);
    }

    private static List<Object> one(OnlineStore store, long driver) {
        return values(store.read(List.of(new ViewRead(STATS, List.of(key(driver))))).get(0).get(0));
    }

    static List<Object> values(StoredRow row) {
        List<Object> values = new ArrayList<>();
        values.add(TypeCodec.fromBytes(ValueType.DOUBLE, row.values().get(0).orElseThrow()).orElse(null));
        values.add(TypeCodec.fromBytes(ValueType.INT64, row.values().get(1).orElseThrow()).orElse(null));
        return values;
    }
}
