package cyclo.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.YamlFile;
import cyclo.models.serving.Serving;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchSectionTest {
    private static final String FLIGHTS = """
            model: models:/flight_delay@champion
            batch:
              parameters: {DATE: date}
              entities: {sql: "select * from departures where day = ${DATE}"}
              keep: [flight_id]
              output: {file: "predictions/${DATE}.parquet"}
            """;

    @Test void parametersGoIntoSqlAsValuesAndIntoFileNames() {
        BatchSection batch = read(FLIGHTS);

        Map<String, String> values = batch.values(Map.of("DATE", "2013-12-20"));

        assertThat(batch.sql(((BatchSection.Entities.Sql) batch.entities()).text(), values))
                .isEqualTo("select * from departures where day = date '2013-12-20'");
        assertThat(BatchSection.path("predictions/${DATE}.parquet", values)).isEqualTo("predictions/2013-12-20.parquet");
        assertThat(batch.keep()).contains(List.of("flight_id"));
    }

    @Test void aParameterIsGivenOfItsKindAndDeclared() {
        assertThatThrownBy(() -> read(FLIGHTS).values(Map.of("DAT", "x")))
                .hasMessage("Cannot run the batch: 'DAT' is not declared under batch.parameters of serving.yaml. Did you mean 'DATE'?; "
                        + "DATE has no value: give it, for example --set DATE=2013-12-20.");
        assertThatThrownBy(() -> read(FLIGHTS).values(Map.of("DATE", "20.12.2013")))
                .hasMessage("Cannot run the batch: DATE is '20.12.2013', which is no date: write for example --set DATE=2013-12-20.");
    }

    @Test void aTextDoesNotLeadOutOfItsFolder() {
        assertThatThrownBy(() -> BatchSection.path("out/${NAME}.parquet", Map.of("NAME", "../../etc/x"))).hasMessageContaining("does not fit into a file name");
        assertThatThrownBy(() -> BatchSection.path("out/${NAME}/x.parquet", Map.of("NAME", ".."))).hasMessageContaining("does not fit into a file name");
    }

    @Test void allFaultsAreToldAtOnceWithTheirLines() {
        assertThatThrownBy(() -> read("""
                model: models:/m@champion
                batch:
                  parameters: {DATE: day}
                  entities: {sql: "select '${DATE}'", table: departures}
                  output: {file: "p-${DAY}.csv"}
                  kep: [x]
                """))
                .hasMessageContaining("serving.yaml:3: 'batch.parameters.DATE' is 'day'")
                .hasMessageContaining("serving.yaml:4: write one of file, table, sql, not table and sql")
                .hasMessageContaining("serving.yaml:5: 'output.file' is 'p-${DAY}.csv'")
                .hasMessageContaining("serving.yaml:5: 'file' uses ${DAY}: declare it under batch.parameters")
                .hasMessageContaining("serving.yaml:6: unknown key 'batch.kep'. Did you mean 'keep'?");
        assertThatThrownBy(() -> read("model: m\nbatch:\n  entities: {sql: \"select '${DATE}'\"}\n  output: {table: \"x; y\"}"))
                .hasMessageContaining("in 'sql' ${DATE} stands inside quotes").hasMessageContaining("'table' is 'x; y'");
    }

    @Test void aFileMayTellItsFormat() {
        BatchSection batch = read("model: m\nbatch:\n  entities: {file: data/batch_request.csv, format: tsv}\n  output: {table: predictions}");

        assertThat(batch.entities()).isEqualTo(new BatchSection.Entities.File("data/batch_request.csv", Optional.of(BatchSection.Format.TSV)));
        assertThat(batch.output()).isEqualTo(new BatchSection.Output.OfTable("predictions"));
    }

    static BatchSection read(String yaml) {
        YamlFile file = YamlFile.parse(Path.of("serving.yaml"), yaml);
        Serving.read(file, Path.of("/project"));
        BatchSection batch = BatchSection.read(file.root());
        file.check();
        return batch;
    }
}
