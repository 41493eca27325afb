package cyclo.features.types;

import cyclo.common.table.ValueType;
import java.util.Map;

/**
 * How a column of PostgreSQL is read: as which {@link ValueType}, and with which cast so that its binary form is one of ours.
 *
 * @param cast the type to cast to in SQL; empty when the column is taken as it is
 */
public record PostgresType(ValueType type, String cast) {
    private static final Map<String, PostgresType> BY_NAME = Map.ofEntries(
            as("int2", ValueType.INT32, "int4"), as("int4", ValueType.INT32), as("int8", ValueType.INT64), as("oid", ValueType.INT64, "int8"),
            as("serial", ValueType.INT32), as("bigserial", ValueType.INT64),
            as("float4", ValueType.FLOAT), as("float8", ValueType.DOUBLE), as("numeric", ValueType.DOUBLE, "float8"),
            as("bool", ValueType.BOOL), as("text", ValueType.STRING), as("varchar", ValueType.STRING), as("bytea", ValueType.BYTES),
            as("timestamptz", ValueType.UNIX_TIMESTAMP), as("timestamp", ValueType.UNIX_TIMESTAMP), as("date", ValueType.UNIX_TIMESTAMP, "timestamptz"),
            as("_int2", ValueType.INT32_LIST, "int4[]"), as("_int4", ValueType.INT32_LIST), as("_int8", ValueType.INT64_LIST),
            as("_float4", ValueType.FLOAT_LIST), as("_float8", ValueType.DOUBLE_LIST), as("_numeric", ValueType.DOUBLE_LIST, "float8[]"),
            as("_bool", ValueType.BOOL_LIST), as("_text", ValueType.STRING_LIST), as("_varchar", ValueType.STRING_LIST, "text[]"),
            as("_bpchar", ValueType.STRING_LIST, "text[]"), as("_uuid", ValueType.STRING_LIST, "text[]"), as("_bytea", ValueType.BYTES_LIST),
            as("_timestamptz", ValueType.UNIX_TIMESTAMP_LIST), as("_timestamp", ValueType.UNIX_TIMESTAMP_LIST),
            as("_date", ValueType.UNIX_TIMESTAMP_LIST, "timestamptz[]"));

    /** @param name as {@code pg_type.typname} gives it; a type that has no place among ours is read as its text */
    public static PostgresType of(String name) {
        return BY_NAME.getOrDefault(name, new PostgresType(ValueType.STRING, "text"));
    }

    /** The type in which PostgreSQL keeps values of {@code type}. */
    public static String nameOf(ValueType type) {
        return switch (type) {
            case BYTES -> "bytea";
            case STRING, NULL -> "text";
            case INT32 -> "int4";
            case INT64 -> "int8";
            case DOUBLE -> "float8";
            case FLOAT -> "float4";
            case BOOL -> "bool";
            case UNIX_TIMESTAMP -> "timestamptz";
            default -> nameOf(type.element()) + "[]";
        };
    }

    /** The object id of that type: part of an array's binary form. */
    static int oidOf(ValueType type) {
        return switch (type) {
            case BYTES -> 17;
            case STRING, NULL -> 25;
            case INT32 -> 23;
            case INT64 -> 20;
            case DOUBLE -> 701;
            case FLOAT -> 700;
            case BOOL -> 16;
            case UNIX_TIMESTAMP -> 1184;
            default -> throw new IllegalArgumentException("no element type: " + type);
        };
    }

    private static Map.Entry<String, PostgresType> as(String name, ValueType type) {
        return Map.entry(name, new PostgresType(type, ""));
    }

    private static Map.Entry<String, PostgresType> as(String name, ValueType type, String cast) {
        return Map.entry(name, new PostgresType(type, cast));
    }
}
