package cyclo.tracking.search;

import cyclo.tracking.MlflowException;

/** One entry of {@code order_by}: {@code metrics.rmse ASC}. */
public record Ordering(String entity, String key, boolean ascending) {
    /** @throws MlflowException (invalid parameter) if it is not a field with an optional ASC or DESC */
    public static Ordering parse(String text) {
        Scanner scanner = new Scanner(text);
        try {
            Scanner.Field field = scanner.field();
            boolean descending = scanner.word("DESC");
            boolean ascending = !descending && scanner.word("ASC");
            Scanner.require(scanner.atEnd());
            return new Ordering(field.entity(), field.key(), ascending || !descending);
        } catch (Scanner.SyntaxException e) {
            throw MlflowException.invalid("Invalid order_by clause '%s': write a field and ASC or DESC, for example 'metrics.rmse ASC'.", text);
        }
    }
}
