package cyclo.services.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentIT {
    @TempDir Path folder;

    @Test void anEnvironmentIsMadeOnceAlsoByTwoAtATime() throws IOException {
        PythonEnvironment.forTest("empty", List.of("pip")); // skips here where there is no Python
        CompletableFuture<Path> one = CompletableFuture.supplyAsync(() -> new PythonMaker(folder, "python3").made("nothing", List.of("pip")));
        Path made = new PythonMaker(folder, "python3").made("nothing", List.of("pip"));
        assertThat(one.join()).isEqualTo(made);
        assertThat(Files.readString(made.resolve("cyclo-complete.txt"))).isNotNull();
        Files.writeString(made.resolve("kept.txt"), "not made anew");
        assertThat(new PythonMaker(folder, "python3").made("nothing", List.of("pip")).resolve("kept.txt")).exists();
        assertThat(new PythonMaker(folder, "python3").made("nothing", List.of("pip>1"))).isNotEqualTo(made);
    }

    @Test void whatAKilledRunLeftIsMadeAnew() throws IOException {
        PythonEnvironment.forTest("empty", List.of("pip"));
        Path made = new PythonMaker(folder, "python3").made("half", List.of("pip"));
        Files.delete(made.resolve("cyclo-complete.txt"));
        Files.writeString(made.resolve("half.txt"), "left behind");
        assertThat(new PythonMaker(folder, "python3").made("half", List.of("pip")).resolve("half.txt")).doesNotExist();
    }

    @Test void aProgramTellsBothItsOutputsAndItsExitCode() {
        PythonEnvironment python = PythonEnvironment.forTest("empty", List.of("pip"));
        PythonRun run = python.run(folder, Map.of("WORD", "gar\u00e7on"), "python", "-c",
                "import os, sys; print(os.environ['WORD'], os.getcwd()); print('oh', file=sys.stderr); sys.exit(3)");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).startsWith("gar\u00e7on ").contains(folder.getFileName().toString());
        assertThat(run.err()).isEqualTo("oh\n");
        assertThatThrownBy(run::succeeded).isInstanceOf(AssertionError.class).hasMessageContaining("ended with 3").hasMessageContaining("oh");
    }

    @Test void feastComesWithItsStores() {
        String said = PythonEnvironment.feast().run(folder, Map.of(), "python", "-c", """
                import duckdb, polars, psycopg, redis, feast
                import feast.infra.offline_stores.duckdb, feast.infra.offline_stores.contrib.postgres_offline_store.postgres
                print(feast.__version__)""").succeeded();
        assertThat(said).isEqualTo("0.67.0\n");
    }

    @Test void withoutPythonItSaysSo() {
        assertThatThrownBy(() -> new PythonMaker(folder, "python-of-nobody").made("nothing", List.of())).isInstanceOf(PythonMissing.class)
                .hasMessageContaining("'python-of-nobody' cannot be started");
    }

    @Test void aPackageThatDoesNotExistIsAFaultNotASkip() {
        PythonEnvironment.forTest("empty", List.of("pip"));
        assertThatThrownBy(() -> new PythonMaker(folder, "python3").made("wrong", List.of("pip==0.0.0.1"))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pip==0.0.0.1");
    }
}
