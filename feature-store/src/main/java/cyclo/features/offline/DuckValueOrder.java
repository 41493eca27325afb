package cyclo.features.offline;

import cyclo.common.table.ValueType;
import java.util.List;

/**
 * {@link cyclo.features.ValueOrder} and {@link cyclo.features.types.TypeCodec#normalised} in DuckDB's SQL: there, as here, null is the least and
 * false less than true. What DuckDB sees otherwise is written out: text goes by UTF-16 units there, by UTF-8 here; 0.0 and -0.0 are equal here.
 */
final class DuckValueOrder {
    private DuckValueOrder() {}

    /** Terms of an ORDER BY that put the greatest value first. @param column of this type, and normalised */
    static List<String> greatestFirst(String column, ValueType type) {
        return switch (type) {
            case NULL -> List.of();
            case DOUBLE, FLOAT -> List.of(column + " DESC NULLS LAST", "signbit(" + column + ")");
            case STRING -> List.of(utf16(column) + " DESC NULLS LAST");
            case STRING_LIST -> List.of("list_transform(" + column + ", lambda x: " + utf16("x") + ") DESC NULLS LAST");
            case DOUBLE_LIST, FLOAT_LIST -> List.of("list_transform(" + column + ", lambda x: {'x': x, 'p': NOT signbit(x)}) DESC NULLS LAST");
            default -> List.of(column + " DESC NULLS LAST");
        };
    }

    /** The value as every store gives it back. @param value of this type */
    static String normalised(String value, ValueType type) {
        return switch (type) {
            case DOUBLE, FLOAT -> "CASE WHEN isnan(%1$s) THEN NULL ELSE %1$s END".formatted(value);
            case UNIX_TIMESTAMP -> "date_trunc('second', %s)".formatted(value);
            case DOUBLE_LIST, FLOAT_LIST -> "list_transform(%s, lambda x: coalesce(x, CAST('nan' AS %s)))".formatted(value,
                    type == ValueType.FLOAT_LIST ? "FLOAT" : "DOUBLE");
            case UNIX_TIMESTAMP_LIST -> "list_transform(%s, lambda x: date_trunc('second', x))".formatted(value);
            default -> value;
        };
    }

    /**
     * Text whose order by UTF-8 is the order of the original by UTF-16: there the characters from U+E000 to U+FFFF come after those beyond them,
     * so they are led by the very last one, U+10FFFF.
     */
    private static String utf16(String text) {
        return ("CASE WHEN regexp_matches(%1$s, '[\\x{E000}-\\x{10FFFF}]') THEN regexp_replace(regexp_replace(%1$s, '\\x{10FFFF}', chr(1114111) || chr(1), 'g'),"
                + " '([\\x{E000}-\\x{FFFF}])', chr(1114111) || chr(2) || '\\1', 'g') ELSE %1$s END").formatted(text);
    }
}
