package cyclo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.data.check.CheckTables;
import cyclo.features.PostgresConfig;
import cyclo.features.offline.OfflineStore;
import cyclo.features.offline.PostgresOfflineStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformTest {
    private static final String SOURCE = "sources: [{name: a, files: a.csv}]\n";

    @TempDir private Path folder;
    private ProjectFolder project;

    @BeforeEach void begin() {
        project = new ProjectFolder(folder).file("a.csv", "id,v,t\n1,10,2020-01-01\n2,20,2020-01-02\n2,30,2020-01-03\n");
    }

    @Test void eachStepSeesTheSourcesAndTheStepsBeforeIt() {
        yaml(SOURCE, """
                steps:
                  - {name: sums, file: sql/sums.sql}
                  - {name: top, sql: "select * from sums where total > 10;"}
                """).file("sql/sums.sql", "-- one row per id\nselect id, sum(v) as total from a group by id order by id -- the end\n").ingest().transform();
        assertThat(project.rows("transform", "sums")).containsExactly("id BIGINT|total BIGINT", "1|10", "2|50");
        assertThat(project.rows("transform", "top")).containsExactly("id BIGINT|total BIGINT", "2|50");
    }

    @Test void typesThatStoresDoNotKnowBecomeThoseThatTheyDo() {
        yaml(SOURCE, """
                steps:
                  - name: b
                    sql: |
                      select date '2020-01-01' as d, timestamp '2020-01-01 01:00:00' as t, 1.5::decimal(4,2) as x, 7::utinyint as i, [1, 2]::hugeint[] as l
                """).ingest().transform();
        assertThat(project.rows("transform", "b")).containsExactly("d TIMESTAMPTZ|t TIMESTAMPTZ|x DOUBLE|i INTEGER|l BIGINT[]",
                "2020-01-01 00:00:00+00|2020-01-01 01:00:00+00|1.5|7|[1, 2]");
        yaml(SOURCE, "steps: [{name: b, sql: \"select interval 1 hour as lag\"}]\n");
        refuses("Cannot keep column 'lag' of 'b': it is INTERVAL. Cast it in the SQL");
    }

    @Test void sqlThatDoesNotRunIsNamedWithItsFile() {
        yaml(SOURCE, "steps: [{name: b, file: b.sql}]\n").file("b.sql", "select nothing from a").ingest();
        refuses("Cannot run step 'b' (b.sql): ", "nothing");
        yaml(SOURCE, "steps: [{name: b, sql: drop table a}]\n");
        refuses("Cannot run step 'b' (data.yaml): ");
    }

    @Test void sqlThatDoesNotRunIsToldWhatThereIs() {
        project.file("a.csv", "Straße,Umsatz (€)\nAm Markt,\"4,50\"\n");
        yaml(SOURCE, "steps: [{name: b, sql: \"select avg(\\\"Umsatz (€)\\\") from a\"}]\n").ingest();
        refuses("No function matches the given name and argument types 'avg(VARCHAR)'",
                "The steps before it and the sources gave:", "\"a\"(\"Straße\" VARCHAR, \"Umsatz (€)\" VARCHAR)");
        assertThatExceptionOfType(CycloException.class).isThrownBy(project::transform)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Candidate functions"));
    }

    @Test void aTableNeedsItsKeysAndItsTimes() {
        yaml(SOURCE, "tables: [{name: a, keys: [idd], event_time: t}]\n").ingest();
        refuses("Cannot fill table 'a': its keys names column 'idd', which 'a' does not have. Did you mean 'id'?");
        yaml(SOURCE, "tables: [{name: a, keys: [id], event_time: v}]\n");
        refuses("Cannot fill table 'a': its event_time 'v' is BIGINT; a time is needed.");
    }

    @Test void aStepWithoutTheOneBeforeItSaysWhichToRun() {
        yaml(SOURCE, "");
        refuses("Cannot find the result of step 'ingest'", "run that step first, with the same --work and --run-id");
    }

    @Test void aFileThatGainedASourceOrAStepSaysWhichStepToRunAgain() {
        yaml(SOURCE, "tables: [{name: a, keys: [id]}]\n").ingest().transform();
        CheckTables checks = new CheckTables(List.of(), List.of("a"), Clock.systemUTC(), ProjectFolder.MEMORY);
        checks.run(project.work(), "test", Transform.STEP);
        yaml(SOURCE, "steps: [{name: b, sql: select * from a}]\ntables: [{name: b, keys: [id]}]\n");
        OfflineStore unused = new PostgresOfflineStore(new PostgresConfig("127.0.0.1", 1, "cyclo", "public", "cyclo", "", "disable"));
        says(() -> new Load(project.pipeline(), unused).run(project.work()),
                "Cannot find 'b.parquet' in the result of step 'transform'", "Run it again, then the steps after it.");
        says(() -> new CheckTables(List.of(), List.of("b"), Clock.systemUTC(), ProjectFolder.MEMORY).run(project.work(), "test", Transform.STEP),
                "Cannot find 'b.parquet' in the result of step 'transform'");
        project.file("c.csv", "id\n1\n");
        yaml("sources: [{name: a, files: a.csv}, {name: c, files: c.csv}]\n");
        refuses("Cannot find 'c.parquet' in the result of step 'ingest'");
    }

    private void refuses(String... parts) {
        says(project::transform, parts);
    }

    private static void says(ThrowingCallable step, String... parts) {
        assertThatExceptionOfType(CycloException.class).isThrownBy(step)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts))
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }

    private ProjectFolder yaml(String... parts) {
        return project.file("data.yaml", String.join("", parts));
    }
}
