package cyclo.features;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.features.online.OnlineNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one run to materialize one view, kept in the online store and renewed while it is held. That of a process that died ends by itself after
 * {@link #LEASE}, and at once for the next run on the same machine. A right that is lost tells that the online store lost its data, too.
 */
final class MaterializeTurn implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(MaterializeTurn.class);

    private final OnlineNotes notes;
    private final String view;
    private final String owner;
    private final String incarnation;
    private final ScheduledExecutorService renewal;

    private MaterializeTurn(OnlineNotes notes, String view, String owner, String incarnation) {
        this.notes = notes;
        this.view = view;
        this.owner = owner;
        this.incarnation = incarnation;
        this.renewal = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "turn of " + view);
            thread.setDaemon(true);
            return thread;
        });
        long every = LEASE.toMillis() / 3;
        renewal.scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
    }

    /** @throws CycloException (unavailable) while another run has it */
    static MaterializeTurn take(OnlineNotes notes, String view) {
        String owner = self();
        String incarnation = notes.incarnation();
        Optional<String> other = notes.claim(name(view), owner, Optional.empty(), LEASE);
        if (other.isPresent() && isDead(other.get())) {
            LOG.warn("the run that materialized '{}' before has died ({}): going on in its place", view, told(other.get()));
            other = notes.claim(name(view), owner, other, LEASE);
        }
        if (other.isPresent()) {
            throw CycloException.unavailable("Cannot materialize '%s': another run does it now (%s). Wait for its end; if it has died on another machine, "
                    + "its turn ends %d s later.", view, told(other.get()), LEASE.toSeconds());
        }
        return new MaterializeTurn(notes, view, owner, incarnation);
    }

    /** @throws CycloException (unavailable) if what this run has written so far may be gone, or another run has taken over */
    void check() {
        if (!notes.renew(name(view), owner, LEASE)) {
            throw lost("the online store has lost its data meanwhile, or this process stood still for so long that another one took over");
        }
        if (!notes.incarnation().equals(incarnation)) {
            throw lost("the online store was started again meanwhile and may have lost data");
        }
    }

    @Override public void close() {
        renewal.shutdownNow();
        try {
            notes.release(name(view), owner);
        } catch (CycloException e) {
            LOG.warn("the turn to materialize '{}' is given back by its end in {} s: {}", view, LEASE.toSeconds(), e.getMessage());
        }
    }

    private CycloException lost(String why) {
        return CycloException.unavailable("Cannot go on materializing '%s': %s. Run it again.", view, why);
    }

    private void renew() {
        try {
            notes.renew(name(view), owner, LEASE);
        } catch (CycloException e) {
            // The next check tells; until then the store may answer again.
            LOG.warn("cannot renew the turn to materialize '{}': {}", view, e.getMessage());
        }
    }

    private static String name(String view) {
        return "materialize:" + view + ":turn";
    }

    private static String self() {
        ProcessHandle process = ProcessHandle.current();
        Map<String, Object> owner = new LinkedHashMap<>();
        owner.put("run", UUID.randomUUID().toString());
        owner.put("place", place());
        owner.put("process", process.pid());
        owner.put("started", process.info().startInstant().map(Instant::toString).orElse(""));
        owner.put("since", Instant.now().toString());
        return Json.write(owner);
    }

    /** Another process of this machine that is there no more, or whose number a later one has. */
    private static boolean isDead(String owner) {
        JsonNode other = Json.parse(owner);
        return other.path("place").asText().equals(place()) && ProcessHandle.of(other.path("process").asLong())
                .filter(process -> process.isAlive() && process.info().startInstant().map(Instant::toString).orElse("").equals(other.path("started").asText()))
                .isEmpty();
    }

    private static String told(String owner) {
        JsonNode other = Json.parse(owner);
        return "process %s on %s, since %s".formatted(other.path("process").asText(), other.path("place").asText().replaceFirst(" .*", ""),
                other.path("since").asText());
    }

    /** Where process numbers mean the same: this host, and in Linux this boot and container. */
    private static String place() {
        return host() + " " + text("/proc/sys/kernel/random/boot_id") + " " + container();
    }

    /** Not asked of the network, which may take its time. */
    private static String host() {
        String host = text("/proc/sys/kernel/hostname");
        return host.isEmpty() ? System.getenv().getOrDefault("COMPUTERNAME", System.getenv().getOrDefault("HOSTNAME", "this machine")) : host;
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return ""; // not Linux
        }
    }

    private static String container() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException e) {
            return ""; // not Linux
        }
    }
}
