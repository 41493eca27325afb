package cyclo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineReaderTest {
    @TempDir private Path folder;

    @Test void everyFaultOfTheFileIsToldAtOnceWithItsLine() {
        ProjectFolder project = new ProjectFolder(folder).file("data.yaml", """
                sources:
                  - {name: trips, files: a.csv, colums: {id: Int64}}
                  - {name: trips, files: b.csv, time_zone: Mars, columns: {id: Int65}}
                steps:
                  - {name: totals, file: sql/none.sql}
                  - {name: both, sql: select 1, file: x.sql}
                checks:
                  - {check: uniqe, table: totals, columns: [id]}
                  - {check: range, table: total, column: id}
                tables:
                  - {name: totals, key: [id]}
                materialize: {start: yesterday}
                """);
        assertThatExceptionOfType(CycloException.class).isThrownBy(project::pipeline).satisfies(e -> {
            assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(e.getMessage()).contains(
                    "data.yaml:2: unknown key 'sources.colums'. Did you mean 'columns'?",
                    "data.yaml:3: two sources or steps are called 'trips'",
                    "data.yaml:3: 'Mars' is no time zone",
                    "data.yaml:3: 'Int65' is no type",
                    "data.yaml:5: there is no file 'sql/none.sql'",
                    "data.yaml:6: step 'both' needs either 'file' (an SQL file) or 'sql' (the SELECT itself)",
                    "data.yaml:8: there is no check 'uniqe'. Did you mean 'unique'?",
                    "data.yaml:9: check 'range' needs 'min', 'max' or both",
                    "data.yaml:9: 'total' is neither a source nor a step. Did you mean 'totals'?",
                    "data.yaml:11: table 'totals' needs 'keys'",
                    "data.yaml:11: unknown key 'tables.key'. Did you mean 'keys'?",
                    "data.yaml:12: 'materialize.start': 'yesterday' is no time: write 2024-01-31T12:00:00Z");
            assertThat(e.getMessage()).as("of a check that is unknown nothing else is").doesNotContain("unknown key 'checks.");
        });
    }

    @Test void aCheckThatChecksNothingIsAFault() {
        ProjectFolder project = new ProjectFolder(folder).file("data.yaml", "sources: [{name: a, files: a.csv}]\nchecks: [{check: rows, table: a}]\n");
        assertThatExceptionOfType(CycloException.class).isThrownBy(project::pipeline)
                .withMessageContaining("data.yaml:2: check 'rows' needs 'min', 'max', 'max_drop' or 'max_growth'");
    }

    @Test void aPeriodMayBeGivenInDays() {
        ProjectFolder project = new ProjectFolder(folder).file("data.yaml",
                "sources: [{name: a, files: a.csv}]\nmaterialize: {start: 2024-01-01, end: 2024-06-01 12:30:00+02:00}\n");
        assertThat(project.pipeline().start()).contains(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(project.pipeline().end()).contains(Instant.parse("2024-06-01T10:30:00Z"));
    }

    @Test void theExamplesAreWithoutFault() {
        Path examples = Path.of("..", "examples").toAbsolutePath().normalize();
        for (String name : List.of("flights", "drivers")) {
            Pipeline pipeline = PipelineReader.read(examples.resolve(name));
            assertThat(pipeline.targets()).isNotEmpty();
            assertThat(pipeline.outputs()).containsAll(pipeline.targets().stream().map(Pipeline.Target::from).toList());
        }
    }

    @Test void aStepMayNotReachOutOfTheProject() {
        ProjectFolder project = new ProjectFolder(folder).file("data.yaml", "sources: [{name: a, files: a.csv}]\nsteps: [{name: b, file: ../../secret.sql}]\n");
        assertThatExceptionOfType(CycloException.class).isThrownBy(project::pipeline).withMessageContaining("lies outside the project folder");
    }
}
