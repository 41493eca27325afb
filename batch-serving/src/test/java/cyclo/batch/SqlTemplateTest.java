package cyclo.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTemplateTest {
    @Test void aPlaceIsFilledWithAWholeValue() {
        SqlTemplate template = SqlTemplate.parse("select '$', \"a$b\", $1 from t where day = ${DATE} "
                + "and origin in (${ORIGIN}, 'it''s') -- don't\n and day < ${DATE}");

        assertThat(template.names()).containsExactly("DATE", "ORIGIN");
        assertThat(template.with(Map.of("DATE", "date '2013-12-20'", "ORIGIN", "'JFK'")))
                .isEqualTo("select '$', \"a$b\", $1 from t where day = date '2013-12-20' "
                        + "and origin in ('JFK', 'it''s') -- don't\n and day < date '2013-12-20'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select '${DATE}'", "select 'it''s ${DATE}'", "select E'\\' ${DATE}'", "select \"${DATE}\"", "select 1 -- ${DATE}",
            "select /* /* */ ${DATE} */ 1",
        "select $$ ${DATE} $$", "select $t$ ${DATE} $t$"})
    void insideQuotesAndCommentsThereIsNoPlace(String sql) {
        assertThatThrownBy(() -> SqlTemplate.parse(sql)).hasMessage("${DATE} stands inside quotes or a comment: write it alone, it is put in as a whole value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select E${X}", "select ${X}y", "select 'a'${X}", "select ${X}'a'", "select U&${X}", "select ${X}${X}"})
    void aPlaceTouchesNothingThatWouldChangeItsMeaning(String sql) {
        assertThatThrownBy(() -> SqlTemplate.parse(sql)).hasMessageStartingWith("${X} touches a word or a quote");
    }

    @Test void aNameIsAWord() {
        assertThatThrownBy(() -> SqlTemplate.parse("select ${a b}")).hasMessage("'${a b}' is no place for a value: write ${NAME} with letters, digits and _");
        assertThatThrownBy(() -> SqlTemplate.parse("select ${DATE")).hasMessageContaining("'${DATE' is no place");
    }

    @Test void aTextStaysOneText() {
        assertThat(Parameter.TEXT.literal(Parameter.TEXT.checked("x' or 'a' = 'a"))).isEqualTo("'x'' or ''a'' = ''a'");
        assertThat(Parameter.TEXT.accepts("a\nb")).isFalse();
        assertThat(Parameter.DATE.accepts("2013-12-20' or true")).isFalse();
        assertThat(Parameter.INTEGER.literal(Parameter.INTEGER.checked("-5"))).isEqualTo("(-5)");
        assertThat(Parameter.NUMBER.accepts("0.5; drop table t")).isFalse();
        assertThat(Parameter.TIMESTAMP.literal(Parameter.TIMESTAMP.checked("2013-12-20T15:00:00Z"))).isEqualTo("timestamptz '2013-12-20T15:00:00Z'");
    }
}
