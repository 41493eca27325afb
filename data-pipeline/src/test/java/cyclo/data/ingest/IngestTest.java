package cyclo.data.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.data.ProjectFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
    private static final String COLUMNS = "columns: {id: Int64, name: String, v: Float64, t: UnixTimestamp}";

    @TempDir private Path folder;
    private ProjectFolder project;

    @BeforeEach void begin() {
        project = new ProjectFolder(folder);
    }

    @Test void aCsvFileBecomesATypedTableInItsOrder() {
        source("a.csv", "null: [NA]", COLUMNS).file("a.csv", """
                v,id,unused,name,t
                1.5,1,x,"says ""hi"", twice",2020-01-01 00:00:00
                NA,2,x,,2020-01-01T00:00:00+02:00
                """).ingest();
        assertThat(project.rows("ingest", "s")).containsExactly(
                "id BIGINT|name VARCHAR|v DOUBLE|t TIMESTAMPTZ",
                "1|says \"hi\", twice|1.5|2020-01-01 00:00:00+00",
                "2|null|null|2019-12-31 22:00:00+00");
    }

    @Test void timesWithoutAZoneAreOfTheDeclaredOne() {
        source("a.csv", "time_zone: America/New_York", "columns: {t: UnixTimestamp}")
                .file("a.csv", "t,x\n2020-01-01 00:00:00,1\n2020-07-01 00:00:00Z,1\n").ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("t TIMESTAMPTZ", "2020-01-01 05:00:00+00", "2020-07-01 00:00:00+00");
    }

    @Test void aForeignTableIsReadAsItIsWrittenThere() {
        byte[] latin = "Größe\tBetrag\tDatum\nklein\t1,5\t31.01.2020 12:00\n".getBytes(StandardCharsets.ISO_8859_1);
        source("a.txt", "format: tsv", "encoding: latin-1", "decimal: ','", "timestamp_format: '%d.%m.%Y %H:%M'",
                "columns: {size: {from: Größe, type: String}, amount: {from: Betrag, type: Float64}, t: {from: Datum, type: UnixTimestamp}}")
                .file("a.txt", latin).ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("size VARCHAR|amount DOUBLE|t TIMESTAMPTZ", "klein|1.5|2020-01-31 12:00:00+00");
    }

    @Test void jsonLinesTooAreReadInTheirEncoding() {
        source("a.jsonl", "encoding: latin-1", "columns: {name: String, n: Int64}")
                .file("a.jsonl", "{\"name\": \"Köln\", \"n\": 9007199254740993}\n".getBytes(StandardCharsets.ISO_8859_1)).ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("name VARCHAR|n BIGINT", "Köln|9007199254740993");
    }

    @Test void aDelimiterOfTwoCharactersIsCountedOnce() {
        source("a.csv", "delimiter: '||'", "bad_rows: 0.5", "columns: {a: Int64, c: Int64}").file("a.csv", "a||b||c\n1||||3\n\"2||x||4\n").ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("a BIGINT|c BIGINT", "1|3");
    }

    @Test void filesOfAGlobAreReadInTheOrderOfTheirNames() {
        source("in/*.csv*", "columns: {id: Int64}").packed("in/b.csv.gz", "id,x\n2,b\n").file("in/a.csv", "x,id\na,1\n").ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("id BIGINT", "1", "2");
    }

    @Test void typesAreInferredFromEveryRowOfEveryFile() {
        source("in/*.csv").file("in/a.csv", "a,b,c,d,e,f\n1,1,007,true,2020-01-01,\n")
                .file("in/b.csv", "a,b,c,d,e,f\n2,2.5,1,false,2020-01-02 03:00:00Z,\n").ingest();
        assertThat(project.rows("ingest", "s")).containsExactly(
                "a BIGINT|b DOUBLE|c VARCHAR|d BOOLEAN|e TIMESTAMPTZ|f VARCHAR",
                "1|1.0|007|true|2020-01-01 00:00:00+00|null",
                "2|2.5|1|false|2020-01-02 03:00:00+00|null");
    }

    @Test void foreignTimesAndNumbersAreInferredToo() {
        source("a.tsv", "decimal: ','", "timestamp_format: '%d.%m.%Y %H:%M'", "time_zone: Europe/Berlin", "null: ['-']")
                .file("a.tsv", "Zeit\tGrad\tRaum\n01.02.2024 10:00\t21,5\tBad\n02.02.2024 10:00\t-\tBad\n").ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("Zeit TIMESTAMPTZ|Grad DOUBLE|Raum VARCHAR",
                "2024-02-01 09:00:00+00|21.5|Bad", "2024-02-02 09:00:00+00|null|Bad");
    }

    @Test void whereACommaIsDecimalAPointIsNoNumber() {
        source("a.tsv", "decimal: ','", "columns: {menge: Int64, preis: Float64}", "bad_rows: 0.8")
                .file("a.tsv", "menge\tpreis\n7,0\t-1234,5\n1.000\t2\n3\t1.234\n4\t1.234,50\n5,5\t1\n").ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("menge BIGINT|preis DOUBLE", "7|-1234.5");
        assertThat(project.text(project.work().folder().resolve("quarantine/s.csv")))
                .contains("'1.000' is not Int64", "'1.234' is not Float64", "'1.234,50' is not Float64", "'5,5' is not Int64");
    }

    @Test void jsonLinesAreReadByKey() {
        source("a.jsonl", COLUMNS).file("a.jsonl", """
                {"id": 1, "name": "a", "v": 1.5, "t": "2020-01-01T00:00:00Z", "more": [1]}

                {"id": 2, "name": null, "t": null}
                """).ingest();
        assertThat(project.rows("ingest", "s")).containsExactly(
                "id BIGINT|name VARCHAR|v DOUBLE|t TIMESTAMPTZ", "1|a|1.5|2020-01-01 00:00:00+00", "2|null|null|null");
    }

    @Test void parquetKeepsItsTypesAndNaiveTimesAreUtc() {
        source("a.parquet").parquet("a.parquet", "SELECT 1::INTEGER AS i, 2::BIGINT AS b, 1.5::FLOAT AS f, TIMESTAMP '2020-01-01' AS t, 'x' AS s").ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("i INTEGER|b BIGINT|f FLOAT|t TIMESTAMPTZ|s VARCHAR", "1|2|1.5|2020-01-01 00:00:00+00|x");
    }

    @Test void aRowThatDoesNotParseIsToldWithFileLineAndReason() {
        source("a.csv", "bad_rows: 0.9", COLUMNS).file("a.csv", """
                id,name,v,t
                1,"two
                lines",1.5,2020-01-01 00:00:00

                2,b,abc,2020-01-01 00:00:00
                3,c,1,someday
                4,d
                5,e,1,2020-01-01 00:00:00,extra
                6,"f"x,1,2020-01-01 00:00:00
                7.5,g,1,2020-01-01 00:00:00
                8,h,2.5,2020-01-01 00:00:00
                """).ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("id BIGINT|name VARCHAR|v DOUBLE|t TIMESTAMPTZ",
                "1|two\nlines|1.5|2020-01-01 00:00:00+00", "8|h|2.5|2020-01-01 00:00:00+00");
        assertThat(project.text(project.work().folder().resolve("quarantine/s.csv")).lines()).containsExactly(
                "file,line,column,reason,row",
                "\"a.csv\",5,\"v\",\"'abc' is not Float64\",\"2,b,abc,2020-01-01 00:00:00\"",
                "\"a.csv\",6,\"t\",\"'someday' is not UnixTimestamp\",\"3,c,1,someday\"",
                "\"a.csv\",7,\"\",\"2 columns instead of 4\",\"4,d\"",
                "\"a.csv\",8,\"\",\"5 columns instead of 4\",\"5,e,1,2020-01-01 00:00:00,extra\"",
                "\"a.csv\",9,\"\",\"a quote is closed in the middle of a value\",\"6,\"\"f\"\"x,1,2020-01-01 00:00:00\"",
                "\"a.csv\",10,\"id\",\"'7.5' is not Int64\",\"7.5,g,1,2020-01-01 00:00:00\"");
        assertThat(project.work().notes("ingest").at("/sources/s/bad_rows").asInt()).isEqualTo(6);
    }

    @Test void moreBadRowsThanAllowedStopTheRunAndLeaveTheEarlierResult() {
        source("a.csv", "columns: {id: Int64}").file("a.csv", "id,x\n1,a\n").ingest();
        project.file("a.csv", "id,x\n1,a\nzwei,b\n");
        assertThatExceptionOfType(CycloException.class).isThrownBy(project::ingest)
                .withMessageContaining("Cannot ingest source 's': 1 of 2 rows do not parse; allowed is a share of 0.0 ('bad_rows'). "
                        + "The first: a.csv line 3, column id: 'zwei' is not Int64. All of them: ")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED));
        assertThat(project.rows("ingest", "s")).containsExactly("id BIGINT", "1");
        assertThat(project.work().folder().resolve("quarantine/s.csv")).exists();
        project.file("a.csv", "id,x\n1,a\n").ingest();
        assertThat(project.work().folder().resolve("quarantine/s.csv")).doesNotExist();
    }

    @Test void aQuoteThatIsNeverClosedCountsAllTheLinesThatItSwallows() {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < 100; i++) {
            text.append(i).append(i == 20 ? ",\"open\n" : ",fine\n");
        }
        source("a.csv", "bad_rows: 0.1", "columns: {id: Int64, name: String}").file("a.csv", text.toString());
        refuses(ExitCode.REFUSED, "80 of 100 rows do not parse", "a.csv line 22: a quote is opened and never closed");
    }

    @Test void badRowsOfParquetAndJsonLinesAreToldToo() {
        source("a.parquet", "columns: {i: Int64}").parquet("a.parquet", "SELECT unnest(['1', 'x', '3']) AS i");
        refuses(ExitCode.REFUSED, "1 of 3 rows do not parse", "a.parquet line 2, column i: 'x' is not Int64");
        source("a.jsonl", "columns: {i: Int64}").file("a.jsonl", "{\"i\": 1}\n\nnot json\n{\"i\": \"x\"}\n[1]\n");
        refuses(ExitCode.REFUSED, "3 of 4 rows do not parse", "a.jsonl line 3: not a JSON object");
        String quarantine = project.text(project.work().folder().resolve("quarantine/s.csv"));
        project.file("a.jsonl", "[{\n\"i\": 1\n}]\n");
        refuses(ExitCode.USAGE, "a.jsonl has no column 'i'. None of its lines is a JSON object; one on each line is expected.");
        assertThat(quarantine).contains("\"a.jsonl\",4,\"i\",\"'x' is not Int64\"");
    }

    @Test void anEmptyFileIsNoTable() {
        source("a.csv", "columns: {id: Int64}").file("a.csv", "");
        refuses(ExitCode.USAGE, "Cannot ingest source 's': a.csv is empty (0 bytes).");
        project.file("a.csv", "id,x\n");
        refuses(ExitCode.USAGE, "a.csv has a header and no rows", "allow_empty: true");
        source("a.csv", "allow_empty: true", "columns: {id: Int64}").ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("id BIGINT");
    }

    @Test void aMissingColumnIsNamedWithTheOneThatWasMeant() {
        source("a.csv", "columns: {driver_id: Int64}").file("a.csv", "id,drvier_id\n1,2\n");
        refuses(ExitCode.USAGE, "Cannot ingest source 's': a.csv has no column 'driver_id'. Did you mean 'drvier_id'?");
        project.file("a.csv", "driver_id\tx\n1\t2\n");
        refuses(ExitCode.USAGE, "Its columns seem to be separated by tabs: say 'format: tsv'.");
    }

    @Test void aParquetFileThatWasCutShortIsSaidToBe() throws Exception {
        source("a.parquet").parquet("a.parquet", "SELECT range AS i FROM range(10000)");
        byte[] whole = Files.readAllBytes(folder.resolve("a.parquet"));
        project.file("a.parquet", Arrays.copyOf(whole, whole.length / 2));
        refuses(ExitCode.USAGE, "Cannot ingest source 's': cannot read a.parquet: it is not a whole Parquet file; it was cut short");
        project.file("a.parquet", Arrays.copyOf(whole, 5));
        refuses(ExitCode.USAGE, "a.parquet: it is not a whole Parquet file");
    }

    @Test void aPackedFileThatWasCutShortIsNotTakenForAWholeOne() throws Exception {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < 20_000; i++) {
            text.append(i).append(",name").append(i * 31).append('\n');
        }
        source("a.csv.gz", "columns: {id: Int64, name: String}").packed("a.csv.gz", text.toString());
        byte[] whole = Files.readAllBytes(folder.resolve("a.csv.gz"));
        project.file("a.csv.gz", Arrays.copyOf(whole, whole.length / 2));
        refuses(ExitCode.USAGE, "cannot read a.csv.gz: the packed file was cut short or is damaged");
    }

    @Test void textInAnotherEncodingIsNotGuessedAt() {
        source("a.csv", "columns: {id: Int64, name: String}").file("a.csv", "id,name\n1,Größe\n".getBytes(StandardCharsets.ISO_8859_1));
        refuses(ExitCode.USAGE, "a.csv: in its first lines comes something that is not utf-8. Say 'encoding: latin-1' if it is that.");
        source("a.csv", "columns: {id: Int64, name: String}", "encoding: latin-1").ingest();
        assertThat(project.rows("ingest", "s")).containsExactly("id BIGINT|name VARCHAR", "1|Größe");
    }

    @Test void aFileThatIsNotThereIsNamed() {
        source("data/*.csv");
        refuses(ExitCode.USAGE, "Cannot ingest source 's': there is no file 'data/*.csv' in ");
        source("a.dat").file("a.dat", "1");
        refuses(ExitCode.USAGE, "what is a.dat? Say 'format: csv', tsv, parquet or jsonl.");
    }

    private void refuses(ExitCode code, String... parts) {
        assertThatExceptionOfType(CycloException.class).isThrownBy(project::ingest)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts))
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(code));
    }

    private ProjectFolder source(String files, String... lines) {
        return project.file("data.yaml", "sources:\n  - name: s\n    files: '" + files + "'\n    " + String.join("\n    ", lines) + "\n");
    }
}
