package cyclo.tracking.search;

import cyclo.tracking.MlflowException;
import java.util.ArrayList;
import java.util.List;

/**
 * MLflow's filter grammar: comparisons joined by AND, such as {@code metrics.rmse < 2 and params.alpha = '0.1'}. Keys with
 * other characters stand in backticks or double quotes; values are texts in quotes, or numbers.
 *
 * @see <a href="https://mlflow.org/docs/latest/ml/search/search-runs/">MLflow, search runs</a>
 */
final class Filter {
    private Filter() {}

    /** @throws MlflowException (invalid parameter) if it does not follow the grammar */
    public static List<Comparison> parse(String filter) {
        List<Comparison> comparisons = new ArrayList<>();
        Scanner scanner = new Scanner(filter);
        if (scanner.atEnd()) {
            return comparisons;
        }
        try {
            do {
                comparisons.add(comparison(scanner));
            } while (scanner.word("AND"));
            Scanner.require(scanner.atEnd());
            return comparisons;
        } catch (Scanner.SyntaxException e) {
            throw MlflowException.invalid("Invalid filter string: '%s'. Expected a list of comparisons separated by 'AND' "
                    + "(e.g. 'metrics.loss > 0.1 AND params.lr = 0.01').", filter);
        }
    }

    private static Comparison comparison(Scanner scanner) throws Scanner.SyntaxException {
        boolean inParentheses = scanner.sign("(");
        Scanner.Field field = scanner.field();
        Operator operator = scanner.operator();
        List<Object> values = new ArrayList<>();
        if (operator == Operator.IN || operator == Operator.NOT_IN) {
            Scanner.require(scanner.sign("("));
            do {
                values.add(scanner.value());
            } while (scanner.sign(","));
            Scanner.require(scanner.sign(")"));
        } else if (operator != Operator.IS_NULL && operator != Operator.IS_NOT_NULL) {
            values.add(scanner.value());
        }
        Scanner.require(!inParentheses || scanner.sign(")"));
        return new Comparison(field.entity(), field.key(), operator, values);
    }
}
