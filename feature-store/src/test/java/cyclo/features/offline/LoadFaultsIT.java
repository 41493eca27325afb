package cyclo.features.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.PostgresConfig;
import cyclo.services.EmbeddedPostgres;
import cyclo.services.Ports;
import cyclo.services.PostgresAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL dies in the middle of a load: nothing of it is there afterwards, and the load can be repeated. */
class LoadFaultsIT {
    private static final long START = Column.micros(Instant.parse("2024-01-01T00:00:00Z"));
    private static final int CHUNK = 50_000;
    private static final int CHUNKS = 8;

    @TempDir private Path folder;

    @Test void killedInMidLoadNothingIsHalfWritten() {
        int port = Ports.free();
        EmbeddedPostgres server = EmbeddedPostgres.start(folder, port, true);
        try {
            PostgresAddress address = server.database("loads");
            PostgresOfflineStore store = new PostgresOfflineStore(new PostgresConfig(address.host(), address.port(), address.database(), "offline",
                    address.user(), address.password(), "disable"));
            int kills = 0;
            for (TableTarget.Mode mode : TableTarget.Mode.values()) {
                TableTarget target = new TableTarget("stats_" + mode.name().toLowerCase(Locale.ROOT), List.of("driver_id"), "event_timestamp",
                        Optional.empty(), mode);
                for (boolean filled : List.of(false, true)) {
                    if (filled) {
                        store.load(target, new Rows(1, () -> { }), "a test");
                    }
                    long before = store.rows(target.table());
                    EmbeddedPostgres dying = server;
                    CycloException lost = catchThrowableOfType(CycloException.class, () -> store.load(target, new Rows(CHUNKS, () -> crash(dying)), "a test"));
                    assertThat(lost.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
                    assertThat(lost).hasMessageContaining("PostgreSQL at 127.0.0.1:" + port);
                    kills++;
                    server = EmbeddedPostgres.start(folder, port, true);
                    assertThat(store.rows(target.table())).as("%s, %d rows before", mode, before).isEqualTo(before);
                    assertThat(store.exists(target.table())).isEqualTo(filled);
                    System.out.printf("PostgreSQL killed in mid-load (%s, %,d rows there before): %,d rows there after, none of %,d%n  %s%n", mode, before,
                            store.rows(target.table()), CHUNKS * CHUNK, lost.getMessage());
                }
                assertThat(store.load(target, new Rows(CHUNKS, () -> { }), "a test").total()).isEqualTo((long) CHUNKS * CHUNK);
            }
            assertThat(kills).isEqualTo(4);
        } finally {
            server.discard();
        }
    }

    /** As a crash: nothing is written, clients are cut off. */
    private static void crash(EmbeddedPostgres server) {
        try {
            new ProcessBuilder("kill", "-QUIT", String.valueOf(server.process().pid())).start().onExit().join();
            server.process().onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Some chunks of rows; in the middle of them something happens. */
    private static final class Rows implements TableStream {
        private final int chunks;
        private final Runnable inTheMiddle;
        private int next;

        private Rows(int chunks, Runnable inTheMiddle) {
            this.chunks = chunks;
            this.inTheMiddle = inTheMiddle;
        }

        @Override public Table header() {
            return chunk(0).head(0);
        }

        @Override public Optional<Table> next() {
            if (next == chunks / 2) {
                inTheMiddle.run();
            }
            return next == chunks ? Optional.empty() : Optional.of(chunk(next++));
        }

        @Override public void close() {
            // nothing is open
        }

        private static Table chunk(int number) {
            long[] drivers = new long[CHUNK];
            long[] times = new long[CHUNK];
            double[] rates = new double[CHUNK];
            for (int row = 0; row < CHUNK; row++) {
                drivers[row] = (long) number * CHUNK + row;
                times[row] = START;
                rates[row] = row / 8.0;
            }
            return Table.of(Column.ofLongs("driver_id", ValueType.INT64, drivers, new BitSet()),
                    Column.ofLongs("event_timestamp", ValueType.UNIX_TIMESTAMP, times, new BitSet()),
                    Column.ofDoubles("rate", ValueType.DOUBLE, rates, new BitSet()));
        }
    }
}
