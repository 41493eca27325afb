package cyclo.data.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.Json;
import cyclo.data.ProjectFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTablesTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2020-01-04T12:00:00Z"), ZoneOffset.UTC);
    private static final String ROWS = """
            id,colour,v,t,driver
            1,red,10,2020-01-01,7
            2,red,,2020-01-02,8
            3,blue,30,2020-01-03,
            3,gr&en,400,2020-01-04,9
            """;

    @TempDir private Path folder;
    private ProjectFolder project;

    @BeforeEach void begin() {
        project = new ProjectFolder(folder).file("a.csv", ROWS).file("b.csv", "driver,name\n7,x\n8,y\n");
    }

    @Test void eachKindOfCheckHoldsOrNamesTheRowsThatBreakIt() {
        holds("check: not_null, table: a, columns: [id, colour]");
        breaks("check: not_null, table: a, columns: [id, v]", "1 of 4 rows break it (25.0 %; allowed 0.0 %)");
        breaks("check: unique, table: a, columns: [id]", "2 of 4 rows break it");
        holds("check: unique, table: a, columns: [id, colour]");
        holds("check: range, table: a, column: v, min: 10, max: 400");
        breaks("check: range, table: a, column: v, max: 399.5", "1 of 4 rows break it");
        breaks("check: range, table: a, column: t, min: 2020-01-02T00:00:00Z", "1 of 4 rows break it");
        holds("check: set, table: a, column: colour, values: [red, blue, 'gr&en']");
        breaks("check: set, table: a, column: colour, values: [red, 'it''s']", "2 of 4 rows break it");
        holds("check: set, table: a, column: v, values: [10, 30, 400]");
        breaks("check: pattern, table: a, column: colour, pattern: '[a-z]+'", "1 of 4 rows break it");
        breaks("check: relation, table: a, columns: [driver], to: b", "1 of 4 rows break it");
        holds("check: relation, table: b, columns: [driver], to: a");
        holds("check: relation, table: a, columns: [id], to: a, to_columns: [id]");
        breaks("check: sql, sql: 'select * from a join b using (driver) where v > 5;'", "1 rows break it");
        holds("check: sql, sql: 'select * from a where id > 5'");
        holds("check: freshness, table: a, column: t, max_age: 12h");
        breaks("check: freshness, table: a, column: t, max_age: 11h", "the newest is 2020-01-04T00:00:00Z, 12 h old at 2020-01-04T12:00:00Z");
        holds("check: rows, table: a, min: 4, max: 4");
        breaks("check: rows, table: a, min: 5", "4 rows: fewer than 5");
        holds("check: distribution, table: a, column: v, mean_min: 140, mean_max: 150, max_null_share: 0.25, min_distinct: 3");
        breaks("check: distribution, table: a, column: v, mean_max: 100, max_null_share: 0.2", "mean is 146.7, bound is 100; null share is 0.25, bound is 0.2");
    }

    @Test void aShareOfRowsMayBeAllowedToBreakACheck() {
        holds("check: not_null, table: a, columns: [v], allowed_share: 0.25");
        breaks("check: not_null, table: a, columns: [v], allowed_share: 0.24", "allowed 24.0 %");
    }

    @Test void theNextRunIsHeldAgainstWhatWasLoadedLast() {
        String checks = "{check: rows, table: a, max_drop: 0.3, max_growth: 0.3}, {check: distribution, table: a, column: v, max_mean_change: 50}, "
                + "{check: distribution, table: a, column: colour, max_share_change: 0.3, max_null_share_change: 0.1}";
        run(checks);
        LastRun.write(project.work(), project.work().read(CheckTables.STEP).resolve(CheckTables.JSON));
        run(checks);
        project.file("a.csv", "id,colour,v,t,driver\n1,green,1,2020-01-01,7\n2,,2,2020-01-01,7\n");
        assertThatExceptionOfType(CycloException.class).isThrownBy(() -> run(checks)).satisfies(e -> assertThat(e.getMessage()).contains(
                "Cannot load this data: 3 of 3 checks failed. Report: ",
                "a: number of rows: 2 rows, last time 4: more than 30.0 % fewer than last time",
                "a: distribution of v: mean change is 145.2, bound is 50",
                "null share change is 0.5, bound is 0.1; share change is 0.5, bound is 0.3"));
    }

    @Test void aFrequentValueThatIsGoneIsAChange() {
        String check = "{check: distribution, table: a, column: colour, max_share_change: 0.2}";
        run(check);
        LastRun.write(project.work(), project.work().read(CheckTables.STEP).resolve(CheckTables.JSON));
        project.file("a.csv", "id,colour,v,t,driver\n" + "1,red,1,2020-01-01,7\n".repeat(3) + "1,blue,1,2020-01-01,7\n".repeat(2)).ingest().transform();
        assertThatExceptionOfType(CycloException.class).isThrownBy(() -> run(check)).withMessageContaining("share change is 0.25, bound is 0.2");
    }

    @Test void aWarningIsToldAndDoesNotStop() {
        List<Finding> findings = run("{check: rows, table: a, min: 5, severity: warn}");
        assertThat(findings).singleElement().matches(finding -> !finding.passed()).matches(finding -> !finding.blocks());
        assertThat(project.work().notes(CheckTables.STEP).get("passed").asBoolean()).isTrue();
    }

    @Test void theReportHasAPictureOfEachColumnAndFetchesNothing() {
        assertThatExceptionOfType(CycloException.class).isThrownBy(() -> run("{check: set, table: a, column: colour, values: [red, blue]}"));
        String html = project.text(project.work().read(CheckTables.STEP).resolve(CheckTables.HTML));
        assertThat(html.split("<svg", -1)).hasSize(6);
        assertThat(html).doesNotContain("http", "src=", "<link", "<script", "@import", "url(")
                .contains("refused: nothing is loaded", "gr&amp;en").doesNotContain("gr&en");
        JsonNode json = Json.read(project.work().read(CheckTables.STEP).resolve(CheckTables.JSON));
        assertThat(json.get("passed").asBoolean()).isFalse();
        assertThat(json.at("/checks/0/violations").asInt()).isEqualTo(1);
        assertThat(json.at("/checks/0/examples/0/colour").asText()).isEqualTo("gr&en");
        assertThat(json.at("/tables/a/columns/v/mean").asDouble()).isBetween(146.6, 146.7);
    }

    @Test void aCheckOfAColumnThatIsNotThereIsAFaultOfTheFile() {
        assertThatExceptionOfType(CycloException.class).isThrownBy(() -> run("{check: not_null, table: a, columns: [color]}"))
                .withMessageContaining("'a' has no column 'color'. Did you mean 'colour'?").satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
        assertThatExceptionOfType(CycloException.class).isThrownBy(() -> run("{check: sql, name: sums, sql: select summ(id) from a}"))
                .withMessageContaining("Cannot run check 'sums': ").satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }

    private void holds(String check) {
        assertThat(run("{" + check + "}")).singleElement().satisfies(finding -> assertThat(finding.passed()).as(check).isTrue());
    }

    private void breaks(String check, String says) {
        assertThatExceptionOfType(CycloException.class).as(check).isThrownBy(() -> run("{" + check + "}"))
                .withMessageContaining(says).satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED));
    }

    private List<Finding> run(String checks) {
        project.file("data.yaml", "sources:\n- {name: a, files: a.csv}\n- {name: b, files: b.csv}\nchecks: [" + checks + "]\n"
                + "tables: [{name: a, keys: [id]}, {name: b, keys: [driver]}]\n").ingest().transform();
        return new CheckTables(project.pipeline().checks(), List.of("a"), NOON, ProjectFolder.MEMORY).run(project.work(), "test", "transform");
    }
}
