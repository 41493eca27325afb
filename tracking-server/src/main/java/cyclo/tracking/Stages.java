package cyclo.tracking;

import java.util.List;

/** Which of active and deleted things a search sees. */
final class Stages {
    static final String[] VIEWS = {"ACTIVE_ONLY", "DELETED_ONLY", "ALL"};

    private Stages() {}

    static List<String> of(String view) {
        return switch (view) {
            case "DELETED_ONLY" -> List.of("deleted");
            case "ALL" -> List.of("active", "deleted");
            default -> List.of("active");
        };
    }
}
