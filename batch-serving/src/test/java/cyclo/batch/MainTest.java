package cyclo.batch;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir Path project;

    @Test void argumentsAreCheckedBeforeAnythingIsLoaded() throws IOException {
        Files.writeString(project.resolve("serving.yaml"), """
                model: there-is-no-such-folder
                batch:
                  parameters: {DATE: date}
                  entities: {sql: "select * from orders where day = ${DATE}"}
                  output: {file: "${DATE}.parquet"}
                """);
        assertThat(said(2, "run", "--set", "DTAE=2021-07-01")).contains("'DTAE' is not declared under batch.parameters of serving.yaml. Did you mean 'DATE'?")
                .contains("DATE has no value");
        assertThat(said(2, "extract-data", "--set", "DATE=tomorrow")).contains("DATE is 'tomorrow', which is no date");
        assertThat(said(2, "run", "--set", "DATE=2021-07-01")).contains("there-is-no-such-folder");
    }

    private String said(int code, String verb, String... arguments) {
        String[] words = Stream.concat(Stream.of(verb, "--project", project.toString()), Arrays.stream(arguments))
                .toArray(String[]::new);
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            assertThat(new Program("batch-serving", new Main()).run(words)).isEqualTo(code);
            return bytes.toString(StandardCharsets.UTF_8);
        } finally {
            System.setErr(err);
        }
    }
}
