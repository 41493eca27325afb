package cyclo.features.definitions;

import java.util.List;

/** The difference between what is applied and what is wanted, one change per object. */
public record Plan(List<Change> changes) {
    public enum Action { CREATE, UPDATE, DELETE }

    /** @param details what differs, for UPDATE */
    public record Change(Action action, String kind, String name, List<String> details) {}

    public Plan {
        changes = List.copyOf(changes);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
