package cyclo.training;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The periods of a training run, by the time of a row: training before {@code trainUntil}, validation from there to
 * {@code validationUntil}, test from there on. The end of a period is not in it.
 *
 * @param trainFrom older rows are not used
 * @param validationUntil equal to {@code trainUntil} when there is no validation period
 * @param testUntil later rows are not used
 */
record Split(Optional<Instant> trainFrom, Instant trainUntil, Instant validationUntil, Optional<Instant> testUntil) {
    Split {
        if (validationUntil.isBefore(trainUntil) || trainFrom.filter(from -> !from.isBefore(trainUntil)).isPresent()
                || testUntil.filter(until -> !until.isAfter(validationUntil)).isPresent()) {
            throw new IllegalArgumentException("the periods must follow each other: train_from < train_until <= validation_until < test_until");
        }
    }

    /** A part of the time, and which rows belong to it. */
    enum Period {
        TRAIN, VALIDATION, TEST;

        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The period of a row, or empty when it is older than the training period, later than the test period or has no time. */
    Optional<Period> periodOf(Instant time) {
        if (time == null || trainFrom.filter(time::isBefore).isPresent() || testUntil.filter(until -> !time.isBefore(until)).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(time.isBefore(trainUntil) ? Period.TRAIN : time.isBefore(validationUntil) ? Period.VALIDATION : Period.TEST);
    }

    /** The rows of {@code period}, in their order. */
    Table rows(Table table, String timeColumn, Period period) {
        Column times = table.column(timeColumn);
        return table.rows(IntStream.range(0, table.rows())
                .filter(row -> periodOf((Instant) times.value(row)).filter(period::equals).isPresent())
                .toArray());
    }

    boolean hasValidation() {
        return validationUntil.isAfter(trainUntil);
    }
}
