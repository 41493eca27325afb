package cyclo.serving;

import cyclo.common.YamlMap;
import java.time.Duration;
import java.util.Optional;

/**
 * The {@code online} section of serving.yaml.
 *
 * @param maxEntities most entities in one request
 * @param maxBody largest request body in bytes
 * @param deadline longest time for one request; a later answer is not given
 * @param inference the course's endpoint, if the project wants it
 */
record OnlineSection(int maxEntities, long maxBody, Duration deadline, Optional<Inference> inference) {
    enum Choice { MAX, MIN }

    /** {@code POST /inference}: of the entities in the list {@code <entity>s}, the one with the highest or lowest score. */
    record Inference(String entity, Choice choose) {
        String listName() {
            return entity + "s";
        }
    }

    static final OnlineSection STANDARD = new OnlineSection(1000, 1 << 20, Duration.ofSeconds(2), Optional.empty());

    static OnlineSection read(YamlMap root) {
        return root.optionalMap("online").map(online -> {
            long maxEntities = online.integer("max_entities", STANDARD.maxEntities);
            if (maxEntities < 1 || maxEntities > 1_000_000) {
                online.faultAt("max_entities", "'max_entities' is %d: write a number from 1 to 1000000", maxEntities);
            }
            long maxBody = online.bytes("max_body", STANDARD.maxBody);
            if (maxBody < 1) {
                online.faultAt("max_body", "'max_body' must be more than nothing");
            }
            Duration deadline = online.duration("deadline", STANDARD.deadline);
            if (deadline.isNegative() || deadline.isZero()) {
                online.faultAt("deadline", "'deadline' must be more than nothing, for example 500ms");
            }
            Optional<Inference> inference = online.optionalMap("inference")
                    .map(section -> new Inference(section.text("entity"), section.choice("choose", Choice.class, Choice.MAX)));
            return new OnlineSection((int) maxEntities, maxBody, deadline, inference);
        }).orElse(STANDARD);
    }
}
