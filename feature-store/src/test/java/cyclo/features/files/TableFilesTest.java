package cyclo.features.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableFilesTest {
    private static final Instant TIME = Instant.parse("2024-01-02T00:00:00.123456Z");

    @TempDir Path folder;

    @Test void parquetKeepsEveryTypeAndEveryNull() {
        List<Column> columns = new ArrayList<>();
        for (ValueType type : ValueType.values()) {
            if (type != ValueType.NULL) {
                columns.add(Column.of(type.name(), type, Arrays.asList(sample(type), null, sample(type))));
            }
        }
        Table table = new Table(columns);
        TableFiles.write(table, folder.resolve("all.parquet"));
        assertSame(TableFiles.read(folder.resolve("all.parquet")), table);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.csv", "t.tsv", "t.csv.gz", "t.tsv.gz", "t.jsonl", "t.ndjson.gz", "t.json", "t.json.gz", "t.parquet"})
    void everyFormatKeepsTextNumbersTimesAndNulls(String name) {
        Table table = Table.of(
                Column.of("text", ValueType.STRING, Arrays.asList("a,\"b\"\tc", null, "Grüße 東京\nzwei")),
                Column.of("whole", ValueType.INT64, Arrays.asList(Long.MAX_VALUE, null, -1L)),
                Column.of("real", ValueType.DOUBLE, Arrays.asList(0.1, 1e300, null)),
                Column.of("yes", ValueType.BOOL, Arrays.asList(true, null, false)),
                Column.of("at", ValueType.UNIX_TIMESTAMP, Arrays.asList(TIME, Instant.EPOCH, null)));
        TableFiles.write(table, folder.resolve(name));
        assertSame(TableFiles.read(folder.resolve(name)), table);
    }

    @Test void emptyTextAndNullDifferInCsv() {
        Table table = Table.of(Column.of("k", ValueType.STRING, List.of("a", "b")), Column.of("v", ValueType.STRING, Arrays.asList("", null)));
        TableFiles.write(table, folder.resolve("t.csv"));
        assertSame(TableFiles.read(folder.resolve("t.csv")), table);
    }

    @Test void timesWithoutAZoneAreUtcAndOthersAreInstants() throws IOException {
        Path file = write("t.csv", "a,b,c\n2013-01-01 10:00:00,2013-01-01T10:00:00+02:00,2013-01-01\n");
        Table table = TableFiles.read(file);
        assertThat(table.row(0).values()).containsExactly(
                Instant.parse("2013-01-01T10:00:00Z"), Instant.parse("2013-01-01T08:00:00Z"), Instant.parse("2013-01-01T00:00:00Z"));
    }

    @Test void aKnownTypeKeepsLeadingZeros() throws IOException {
        Path file = write("t.csv", "key,n\n007,1\n,2\n");
        Table table = TableFiles.read(file, Map.of("key", ValueType.STRING, "n", ValueType.INT32, "other", ValueType.BOOL));
        assertThat(table.column("key").value(0)).isEqualTo("007");
        assertThat(table.column("key").isNull(1)).isTrue();
        assertThat(table.column("n").type()).isEqualTo(ValueType.INT32);
        assertThatThrownBy(() -> TableFiles.read(write("u.csv", "n\nabc\n"), Map.of("n", ValueType.INT64)))
                .isInstanceOf(CycloException.class).hasMessageContaining("u.csv").hasMessageContaining("abc");
    }

    @Test void aTableWithoutRowsKeepsItsColumns() {
        Table table = Table.of(Column.of("a", ValueType.INT32, List.of()), Column.of("b", ValueType.STRING_LIST, List.of()));
        TableFiles.write(table, folder.resolve("t.parquet"));
        assertSame(TableFiles.read(folder.resolve("t.parquet")), table);
    }

    @Test void aFileThatCannotBeReadIsNamedInASentence() throws IOException {
        Table table = Table.of(Column.of("a", ValueType.INT32, List.of(1, 2, 3)));
        TableFiles.write(table, folder.resolve("whole.parquet"));
        byte[] bytes = Files.readAllBytes(folder.resolve("whole.parquet"));
        Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(bytes, bytes.length / 2));
        Files.write(folder.resolve("empty.parquet"), new byte[0]);
        TableFiles.write(table, folder.resolve("whole.csv.gz"));
        byte[] zipped = Files.readAllBytes(folder.resolve("whole.csv.gz"));
        Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(zipped, zipped.length / 2));
        assertFails("cut.parquet", "cut.parquet");
        assertFails("cut.csv.gz", "cut.csv.gz");
        assertFails("empty.parquet", "it is empty");
        assertFails("none.parquet", "there is no such file");
        assertFails("what.xlsx", "Cannot tell the format of");
        assertFails(write("quote.csv", "a,b\n1,\"x\n2,y\n").getFileName().toString(), "quote.csv");
    }

    @Test void aFailedWriteLeavesTheOldFile() throws IOException {
        Path file = write("t.csv", "old\n1\n");
        assertThatThrownBy(() -> TableFiles.write(Table.of(), file)).isInstanceOf(CycloException.class).hasMessageContaining("t.csv");
        assertThat(file).hasContent("old\n1\n");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test void aQuoteInThePathIsNoSql() {
        Path file = folder.resolve("it's here.csv");
        TableFiles.write(Table.of(Column.of("a \"b\"", ValueType.INT64, List.of(1L))), file);
        assertThat(TableFiles.read(file).names()).containsExactly("a \"b\"");
    }

    private void assertFails(String name, String message) {
        assertThatThrownBy(() -> TableFiles.read(folder.resolve(name))).as(name)
                .isInstanceOf(CycloException.class).hasMessageStartingWith("Cannot").hasMessageContaining(message).hasMessageNotContaining("\n");
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertSame(Table actual, Table expected) {
        assertThat(actual.names()).isEqualTo(expected.names());
        assertThat(actual.rows()).isEqualTo(expected.rows());
        for (Column column : expected.columns()) {
            assertThat(actual.column(column.name()).type()).as(column.name()).isEqualTo(column.type());
            for (int row = 0; row < column.size(); row++) {
                assertThat(plain(actual.column(column.name()).value(row))).as(column.name()).isEqualTo(plain(column.value(row)));
            }
        }
    }

    /** Arrays as lists, so that they compare by content. */
    private static Object plain(Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return value instanceof List<?> list ? list.stream().map(TableFilesTest::plain).toList() : value;
    }

    private static Object sample(ValueType type) {
        return switch (type) {
            case BYTES -> new byte[] {0, -1, 16};
            case STRING -> "Grüße 東京";
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MAX_VALUE;
            case DOUBLE -> Double.NaN;
            case FLOAT -> 1.1f;
            case BOOL -> true;
            case UNIX_TIMESTAMP -> TIME;
            case NULL -> null;
            default -> Arrays.asList(sample(type.element()), null, sample(type.element()));
        };
    }
}
