package cyclo.tracking.search;

/** How a field is compared, and the SQL of it; {@code %s} is the column. */
enum Operator {
    EQUAL("=", "%s = ?"),
    UNEQUAL("!=", "%s <> ?"),
    LESS("<", "%s < ?"),
    LESS_OR_EQUAL("<=", "%s <= ?"),
    GREATER(">", "%s > ?"),
    GREATER_OR_EQUAL(">=", "%s >= ?"),
    LIKE("LIKE", "%s like ?"),
    ILIKE("ILIKE", "%s ilike ?"),
    IN("IN", "%s = any(?)"),
    NOT_IN("NOT IN", "%s <> all(?)"),
    IS_NULL("IS NULL", "%s is null"),
    IS_NOT_NULL("IS NOT NULL", "%s is not null");

    private final String symbol;
    private final String sql;

    Operator(String symbol, String sql) {
        this.symbol = symbol;
        this.sql = sql;
    }

    String sql(String column) {
        return sql.formatted(column);
    }

    boolean orders() {
        return this == LESS || this == LESS_OR_EQUAL || this == GREATER || this == GREATER_OR_EQUAL;
    }

    boolean fitsText() {
        return !orders();
    }

    boolean fitsNumbers() {
        return orders() || this == EQUAL || this == UNEQUAL;
    }

    @Override public String toString() {
        return symbol;
    }
}
