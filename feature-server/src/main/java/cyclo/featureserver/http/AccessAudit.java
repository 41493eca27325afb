package cyclo.featureserver.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import cyclo.common.CycloException;
import cyclo.common.FileFault;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes down who read which features when, a line of JSON for each read, in the fields of Feast's audit log; no values and no entity's key. Lines are
 * written by a thread of their own; when it falls behind, requests wait for it, and when it cannot write they are refused: none is left out.
 */
final class AccessAudit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessAudit.class);
    private static final String END = "";

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(10_000);
    private final BufferedWriter out;
    private final Thread writer;
    private volatile boolean broken;

    private AccessAudit(BufferedWriter out) {
        this.out = out;
        this.writer = new Thread(this::write, "access-audit");
        writer.setDaemon(true);
        writer.start();
    }

    /** Appends to {@code file}. @throws CycloException (usage) if that cannot be written */
    static AccessAudit to(Path file) {
        try {
            return new AccessAudit(Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw CycloException.usage("Cannot write the access audit to %s: %s.", file, FileFault.why(e), e);
        }
    }

    /** @param who the client, {@code anonymous} where no token is asked for @throws CycloException (unavailable) if lines cannot be written any more */
    void read(String who, String from, Collection<String> keys, int entities, Collection<String> views, int features, boolean answered, long nanos) {
        if (broken) {
            throw CycloException.unavailable("Cannot read features: the access audit cannot be written. Free its disk and start this server again.");
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", "online_feature_request");
        line.put("timestamp", Instant.now().toString()); // when it happened, wherever CYCLO_NOW has moved the data's time
        line.put("requestor_id", who);
        line.put("source_ip", from);
        line.put("entity_keys", keys);
        line.put("entity_count", entities);
        line.put("feature_views", views);
        line.put("feature_count", features);
        line.put("status", answered ? "success" : "error");
        line.put("latency_ms", Math.round(nanos / 1e4) / 1e2);
        try {
            lines.put(Bodies.MAPPER.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override public void close() throws IOException, InterruptedException {
        if (!broken) {
            lines.put(END);
        }
        writer.join();
        out.close();
    }

    private void write() {
        try {
            for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                out.write(line);
                out.write('\n');
                if (lines.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            LOG.error("the access audit cannot be written any more: reads are refused", e);
            broken = true;
            lines.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
