package cyclo.training;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.training.Split.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Whether a model can be learnt from a table: pure. Every fault is a sentence with its figures. */
final class DataChecks {
    private final TrainingFile file;
    private final List<String> inputs;
    private final List<String> stored;

    /** @param stored the inputs that come from feature views, as opposed to on-demand ones */
    DataChecks(TrainingFile file, List<String> inputs, List<String> stored) {
        this.file = file;
        this.inputs = inputs;
        this.stored = stored;
    }

    /** What is wrong; empty when nothing is. */
    List<String> faults(Table data) {
        List<String> faults = new ArrayList<>();
        if (data.rows() == 0) {
            return List.of("there are no labels: %s gave no row".formatted(file.labels().origin().description()));
        }
        Column label = data.column(file.labels().label());
        boolean number = label.type().isNumeric() || label.type() == ValueType.BOOL && file.binary();
        if (!number) {
            return List.of("the label '%s' is %s: %s is needed".formatted(label.name(), label.type(), file.binary() ? "a boolean, or 0 and 1," : "a number"));
        }
        labelNulls(label, faults);
        for (Period period : Period.values()) {
            if (period != Period.VALIDATION || file.split().hasValidation()) {
                period(data, period, faults);
            }
        }
        if (unmatched(data, faults)) {
            return faults;
        }
        inputs(file.split().rows(data, Training.TIME, Period.TRAIN), faults);
        return faults;
    }

    private void labelNulls(Column label, List<String> faults) {
        double share = (double) label.nullCount() / label.size();
        if (share > file.checks().maxLabelNullShare()) {
            faults.add("%s of %s labels are null (%s), checks.max_label_null_share allows %s: leave them out of the query, or allow more".formatted(
                    count(label.nullCount()), count(label.size()), percent(share), percent(file.checks().maxLabelNullShare())));
        }
    }

    private void period(Table data, Period period, List<String> faults) {
        Table rows = file.split().rows(data, Training.TIME, period);
        Column label = rows.column(file.labels().label());
        double[] labels = IntStream.range(0, label.size()).filter(row -> !label.isNull(row)).mapToDouble(label::numberAt).toArray();
        if (labels.length < file.checks().minRows() && period != Period.VALIDATION || labels.length == 0) {
            faults.add("the %s period has %s labels, checks.min_rows asks for %s: move the instants of split, or bring more data".formatted(
                    period.key(), count(labels.length), count(Math.max(1, file.checks().minRows()))));
            return;
        }
        if (java.util.Arrays.stream(labels).anyMatch(Double::isInfinite)) {
            faults.add("the label '%s' holds an infinite number in the %s period: no model can learn it".formatted(label.name(), period.key()));
            return;
        }
        double[] distinct = java.util.Arrays.stream(labels).distinct().limit(3).toArray();
        if (file.binary() && java.util.Arrays.stream(labels).anyMatch(value -> value != 0 && value != 1)) {
            faults.add("the label '%s' of a binary task must be 0 or 1, the %s period has others".formatted(label.name(), period.key()));
        } else if (distinct.length < 2 && (file.binary() || period == Period.TRAIN)) {
            faults.add("all %s labels of the %s period are %s: %s".formatted(count(labels.length), period.key(), distinct[0],
                    file.binary() ? "both classes are needed" : "there is nothing to learn"));
        }
    }

    /** Whether no label has any feature, so that there is nothing more to look at. */
    private boolean unmatched(Table data, List<String> faults) {
        List<Column> columns = stored.stream().map(data::column).toList();
        if (columns.isEmpty()) {
            return false;
        }
        long without = IntStream.range(0, data.rows()).filter(row -> columns.stream().allMatch(column -> column.isNull(row))).count();
        double share = (double) without / data.rows();
        if (without == data.rows()) {
            faults.add("no label has any feature: all %s labels are before the first feature row, of other entities, or past every ttl"
                    .formatted(count(without)));
        } else if (share > file.checks().maxUnmatchedShare()) {
            faults.add("%s of %s labels (%s) have no stored feature at all, checks.max_unmatched_share allows %s".formatted(
                    count(without), count(data.rows()), percent(share), percent(file.checks().maxUnmatchedShare())));
        }
        return without == data.rows();
    }

    private void inputs(Table train, List<String> faults) {
        for (String name : inputs) {
            Column column = train.column(name);
            long missing = column.type() == ValueType.DOUBLE || column.type() == ValueType.FLOAT
                    ? IntStream.range(0, column.size()).filter(row -> Double.isNaN(column.numberAt(row))).count() : column.nullCount();
            double share = train.rows() == 0 ? 0 : (double) missing / train.rows();
            double limit = file.checks().maxNullShareOf().getOrDefault(name, file.checks().maxNullShare());
            if (share > limit) {
                faults.add("input '%s' is null in %s of the training rows, checks.max_null_share allows %s: name it in inputs.without, or raise its limit"
                        .formatted(name, percent(share), percent(limit)));
            }
            if (column.type().isNumeric() && IntStream.range(0, column.size()).anyMatch(row -> Double.isInfinite(column.numberAt(row)))) {
                faults.add("input '%s' holds an infinite number: a model cannot read it".formatted(name));
            }
        }
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
