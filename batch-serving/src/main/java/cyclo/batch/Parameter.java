package cyclo.batch;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** A value that {@code --set NAME=VALUE} gives to one run, of a declared kind. */
enum Parameter {
    DATE("2013-12-20") {
        @Override String checked(String value) {
            return LocalDate.parse(value).toString();
        }

        @Override String literal(String checked) {
            return "date '" + checked + "'";
        }
    },
    TIMESTAMP("2013-12-20T15:00:00Z") {
        @Override String checked(String value) {
            return Instant.parse(value).toString();
        }

        @Override String literal(String checked) {
            return "timestamptz '" + checked + "'";
        }
    },
    INTEGER("7") {
        @Override String checked(String value) {
            return String.valueOf(Long.parseLong(value));
        }

        @Override String literal(String checked) {
            return "(" + checked + ")";
        }
    },
    NUMBER("0.5") {
        @Override String checked(String value) {
            return new BigDecimal(value).toPlainString();
        }

        @Override String literal(String checked) {
            return "(" + checked + ")";
        }
    },
    TEXT("JFK") {
        @Override String checked(String value) {
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("it holds a control character");
            }
            return value;
        }

        @Override String literal(String checked) {
            return "'" + checked.replace("'", "''") + "'";
        }
    };

    private static final Pattern IN_A_FILE_NAME = Pattern.compile("[A-Za-z0-9_+:=-][A-Za-z0-9._+:=-]*");
    private final String example;

    Parameter(String example) {
        this.example = example;
    }

    String example() {
        return example;
    }

    /** The value in its one form. @throws IllegalArgumentException or DateTimeParseException if it is not of this kind */
    abstract String checked(String value);

    /** As a value in PostgreSQL's SQL; text is standard-conforming, without escapes. */
    abstract String literal(String checked);

    boolean accepts(String value) {
        try {
            checked(value);
            return true;
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return false;
        }
    }

    /** Whether the value can be part of a file name without leaving its folder. */
    static boolean fitsFileName(String value) {
        return IN_A_FILE_NAME.matcher(value).matches();
    }
}
