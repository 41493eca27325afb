package cyclo.features.definitions;

import cyclo.common.CycloException;
import cyclo.features.Definitions;
import java.util.List;

/**
 * The difference between what is applied and what is wanted, one change per object.
 *
 * @param before what is applied; nothing if the project is new
 * @param consequences what the changes invalidate, in the order of views, on-demand views and services
 * @param basis digest of the registry that was compared
 */
public record Plan(List<Change> changes, Definitions before, List<Consequence> consequences, String basis) {
    public enum Action { CREATE, UPDATE, DELETE }

    /**
     * @param details what differs, for UPDATE, in a word each
     * @param differences the same with the values, for UPDATE
     */
    public record Change(Action action, String kind, String name, List<String> details, List<Difference> differences) {
        public Change {
            details = List.copyOf(details);
            differences = List.copyOf(differences);
        }
    }

    /**
     * One value that differs.
     *
     * @param field its path within the object, such as {@code ttl} or {@code features.conv_rate.description}
     * @param before empty when there was none
     * @param after empty when there is none any more
     */
    public record Difference(String field, String before, String after) {}

    public Plan {
        changes = List.copyOf(changes);
        consequences = List.copyOf(consequences);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    public long count(Action action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }

    /**
     * That nobody else changed the project since {@code shown} was planned, so that what is written is what was told.
     *
     * @throws CycloException (refused) if somebody did, unless nothing is left to change
     */
    public void requireSameBasis(Plan shown) {
        if (!basis.equals(shown.basis) && !isEmpty()) {
            throw CycloException.refused("Cannot apply: another apply changed project '%s' while this one was planned. Nothing was written."
                    + " Look at it with feature-server plan, then apply again.", before.project());
        }
    }
}
