package cyclo.local;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.AtomicFiles;
import cyclo.common.CycloHome;
import cyclo.common.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code .cyclo/up.json} tells the other verbs of the {@code up} that runs.
 *
 * @param owner the process of {@code up} (or of the demo)
 * @param ready whether all services answer; {@code services} is empty before
 */
record UpState(ProcessMark owner, boolean ready, List<Service> services) {
    static Path file(CycloHome home) {
        return home.folder().resolve("up.json");
    }

    void write(CycloHome home) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Service service : services) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", service.name());
            map.put("origin", service.origin().name().toLowerCase(Locale.ROOT));
            map.put("address", service.address());
            service.pid().ifPresent(pid -> map.put("pid", pid));
            list.add(map);
        }
        AtomicFiles.write(file(home), Json.pretty(Map.of("pid", owner.pid(), "started", owner.started(), "ready", ready, "services", list)));
    }

    /** What the last {@code up} said, whether it still runs or not. */
    static Optional<UpState> read(CycloHome home) {
        if (!Files.isRegularFile(file(home))) {
            return Optional.empty();
        }
        JsonNode json = Json.read(file(home));
        List<Service> services = new ArrayList<>();
        json.path("services").forEach(service -> services.add(new Service(service.path("name").asText(),
                Service.Origin.valueOf(service.path("origin").asText().toUpperCase(Locale.ROOT)), service.path("address").asText(),
                service.has("pid") ? Optional.of(service.path("pid").asLong()) : Optional.empty())));
        return Optional.of(new UpState(new ProcessMark(json.path("pid").asLong(), json.path("started").asLong()), json.path("ready").asBoolean(), services));
    }

    /** The state of the {@code up} that runs now. */
    static Optional<UpState> running(CycloHome home) {
        return read(home).filter(state -> state.owner().find().isPresent());
    }
}
