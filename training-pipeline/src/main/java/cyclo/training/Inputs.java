package cyclo.training;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.models.InputColumn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which columns a model reads: features of the service and, besides, join keys and request fields that are named. */
final class Inputs {
    private Inputs() {}

    /**
     * The names, in the model's order.
     *
     * @param features the service's, in its order
     * @param given join keys and request fields: what serving has in hand besides features
     * @throws CycloException (refused) that tells every name the service lacks
     */
    static List<String> names(TrainingFile file, List<String> features, List<String> given) {
        List<String> faults = new ArrayList<>();
        check(file.features(), features, "inputs.features", "a feature of service '%s'".formatted(file.featureService()), faults);
        check(file.without(), features, "inputs.without", "a feature of service '%s'".formatted(file.featureService()), faults);
        check(file.also(), given, "inputs.also", "a join key or request field of service '%s'".formatted(file.featureService()), faults);
        Set<String> names = new LinkedHashSet<>(file.features().isEmpty() ? features : file.features());
        names.removeAll(file.without());
        names.addAll(file.also());
        check(file.categories(), List.copyOf(names), "inputs.categories", "an input", faults);
        if (names.contains(file.labels().label())) {
            faults.add("'%s' is the label: a model cannot read what it is to predict".formatted(file.labels().label()));
        }
        if (!faults.isEmpty()) {
            throw CycloException.refused("%s", "Cannot train '%s' on feature service '%s':%n  %s".formatted(file.registeredModel(), file.featureService(),
                    String.join(System.lineSeparator() + "  ", faults)));
        }
        return List.copyOf(names);
    }

    /** The inputs with the types that {@code table} has for them. @throws CycloException (refused) for a type no preparation knows */
    static List<InputColumn> columns(Table table, List<String> names) {
        List<InputColumn> columns = new ArrayList<>();
        for (String name : names) {
            Column column = table.column(name);
            if (column.type().isList() || column.type() == ValueType.BYTES || column.type() == ValueType.NULL) {
                throw CycloException.refused("Cannot use '%s' as an input: it is %s, and a model reads numbers, booleans, strings and times. "
                        + "Name it in inputs.without, or make a number of it in an on-demand view.", name, column.type());
            }
            columns.add(new InputColumn(name, column.type()));
        }
        return columns;
    }

    private static void check(List<String> wanted, List<String> known, String key, String what, List<String> faults) {
        for (String name : wanted) {
            if (!known.contains(name)) {
                faults.add("%s names '%s', which is not %s.%s".formatted(key, name, what, Suggestion.sentence(name, known)));
            }
        }
    }
}
