package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.features.online.InMemoryOnlineStore;
import cyclo.features.online.OnlineNotes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MaterializeTurnTest {
    private static final String NAME = "materialize:stats:turn";
    private final InMemoryOnlineStore store = new InMemoryOnlineStore();
    private final OnlineNotes notes = store.notes();

    @Test void oneRunAtATimeMaterializesAView() {
        try (MaterializeTurn first = MaterializeTurn.take(notes, "stats")) {
            assertThatThrownBy(() -> MaterializeTurn.take(notes, "stats")).isInstanceOf(CycloException.class)
                    .hasMessageStartingWith("Cannot materialize 'stats': another run does it now (process " + ProcessHandle.current().pid() + " on ")
                    .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThatCode(() -> MaterializeTurn.take(notes, "other").close()).doesNotThrowAnyException();
            first.check();
        }
        assertThatCode(() -> MaterializeTurn.take(notes, "stats").close()).doesNotThrowAnyException();
    }

    @Test void aProcessOnAnotherMachineIsWaitedFor() {
        notes.claim(NAME, "{\"place\": \"elsewhere 1 2\", \"process\": 999999999, \"started\": \"\", \"since\": \"noon\"}", Optional.empty(),
                Duration.ofMinutes(1));
        assertThatThrownBy(() -> MaterializeTurn.take(notes, "stats")).hasMessageContaining("process 999999999 on elsewhere, since noon")
                .hasMessageContaining("its turn ends 15 s later");
    }

    @Test void theTurnOfADeadProcessOfThisMachineIsTakenOver() throws IOException, InterruptedException {
        MaterializeTurn own = MaterializeTurn.take(notes, "stats");
        Process dead = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version").start();
        dead.waitFor();
        String owner = ownerNow().replaceFirst("\"process\":\\d+", "\"process\":" + dead.pid());
        own.close();
        notes.claim(NAME, owner, Optional.empty(), Duration.ofMinutes(1));
        try (MaterializeTurn next = MaterializeTurn.take(notes, "stats")) {
            next.check();
        }
    }

    @Test void aProcessThatHasTheNumberOfADeadOneIsNotTakenForIt() {
        MaterializeTurn own = MaterializeTurn.take(notes, "stats");
        String owner = ownerNow().replaceFirst("\"started\":\"[^\"]*\"", "\"started\":\"2001-01-01T00:00:00Z\"");
        own.close();
        notes.claim(NAME, owner, Optional.empty(), Duration.ofMinutes(1));
        assertThatCode(() -> MaterializeTurn.take(notes, "stats").close()).doesNotThrowAnyException();
    }

    @Test void aTurnThatWasTakenOverOrLostIsTold() {
        try (MaterializeTurn first = MaterializeTurn.take(notes, "stats")) {
            notes.claim(NAME, "{}", Optional.of(ownerNow()), Duration.ofMinutes(1));
            assertThatThrownBy(first::check).hasMessageStartingWith("Cannot go on materializing 'stats': the online store has lost its data meanwhile, or");
        }
        assertThat(notes.claim(NAME, "{\"place\":\"x\"}", Optional.of("{}"), Duration.ofMinutes(1))).as("it does not give back another's turn").isEmpty();
        store.removeProject();
        try (MaterializeTurn second = MaterializeTurn.take(notes, "stats")) {
            store.removeProject();
            assertThatThrownBy(second::check).hasMessageEndingWith("Run it again.");
        }
    }

    private String ownerNow() {
        return notes.claim(NAME, "nobody", Optional.empty(), Duration.ofMinutes(1)).orElseThrow();
    }
}
