package cyclo.tracking.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.tracking.MlflowException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    @Test void readsComparisonsJoinedByAnd() {
        assertThat(Filter.parse("metrics.rmse < 2 and params.alpha = '0.1' AND start_time>=1795458548800")).containsExactly(
                new Comparison("metrics", "rmse", Operator.LESS, List.of(2L)),
                new Comparison("params", "alpha", Operator.EQUAL, List.of("0.1")),
                new Comparison("attribute", "start_time", Operator.GREATER_OR_EQUAL, List.of(1795458548800L)));
    }

    @Test void keysMayHoldDotsAndInQuotesAnything() {
        assertThat(Filter.parse("tags.mlflow.source.name != 'x' and metrics.`val loss` > -1.5e-3 and params.\"a b\" = \"q\"")).containsExactly(
                new Comparison("tags", "mlflow.source.name", Operator.UNEQUAL, List.of("x")),
                new Comparison("metrics", "val loss", Operator.GREATER, List.of(-0.0015)),
                new Comparison("params", "a b", Operator.EQUAL, List.of("q")));
    }

    @Test void readsPatternsListsAndNull() {
        assertThat(Filter.parse("name ILIKE '%Model' and run_id IN ('a', 'b') and run_id NOT IN ('c') and tags.x IS NOT NULL")).containsExactly(
                new Comparison("attribute", "name", Operator.ILIKE, List.of("%Model")),
                new Comparison("attribute", "run_id", Operator.IN, List.of("a", "b")),
                new Comparison("attribute", "run_id", Operator.NOT_IN, List.of("c")),
                new Comparison("tags", "x", Operator.IS_NOT_NULL, List.of()));
    }

    @Test void aQuoteInsideATextIsDoubled() {
        assertThat(Filter.parse("name = 'it''s and = (fine)'")).containsExactly(
                new Comparison("attribute", "name", Operator.EQUAL, List.of("it's and = (fine)")));
    }

    @Test void nothingIsNoCondition() {
        assertThat(Filter.parse("  ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "a = ", "a = 'x", "= 1", "a = 1 or b = 2", "a = 1 and", "a = 1; drop table runs", "a IN ()", "a = b",
            "a between 1 and 2", "(a = 1"})
    void refusesWhatIsNoFilter(String filter) {
        assertThatThrownBy(() -> Filter.parse(filter)).isInstanceOf(MlflowException.class)
                .hasMessageContaining("Invalid filter string: '" + filter + "'").hasMessageContaining("separated by 'AND'");
    }

    @Test void ordersRiseUnlessTheySayOtherwise() {
        assertThat(Ordering.parse("metrics.rmse")).isEqualTo(new Ordering("metrics", "rmse", true));
        assertThat(Ordering.parse("params.`a b` DESC")).isEqualTo(new Ordering("params", "a b", false));
        assertThatThrownBy(() -> Ordering.parse("name; select 1")).hasMessageContaining("Invalid order_by clause 'name; select 1'");
    }

    @Test void aPageTokenIsRefusedWhenItIsNotOurs() {
        assertThat(Page.offset("eyJvZmZzZXQiOiAyfQ==")).isEqualTo(2);
        assertThat(Page.of(List.of(1, 2, 3), 2, 0).nextToken()).contains("eyJvZmZzZXQiOiAyfQ==");
        assertThat(Page.of(List.of(1, 2), 2, 0).nextToken()).isEmpty();
        for (String token : List.of("x", "e30=", "eyJvZmZzZXQiOi0xfQ==")) {
            assertThatThrownBy(() -> Page.offset(token)).hasMessageContaining("Invalid page token '" + token + "'");
        }
    }
}
