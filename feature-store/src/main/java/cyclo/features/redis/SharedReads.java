package cyclo.features.redis;

import cyclo.common.CycloException;
import cyclo.features.RedisConfig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Reads of one Redis by any number of threads, over few connections and in shared round trips. A read ends within four seconds, with an answer or with a
 * sentence; while Redis does not answer at all, at once. Thread safe, for virtual threads too.
 */
public final class SharedReads implements AutoCloseable {
    private static final int CONNECTIONS = 2;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

    private final RedisConfig.Node node;
    private final Lane lane;

    /** Connects at the first read, without TLS. */
    public SharedReads(RedisConfig config) {
        this.node = config.nodes().get(0);
        this.lane = new Lane(deadline -> new RedisSocket(config, node, deadline), new Circuit(PAUSE, System::nanoTime), CONNECTIONS, PATIENCE);
    }

    /**
     * Sends the commands, once more if a connection was lost that had worked before.
     *
     * @throws CycloException (unavailable) if Redis does not answer in time, or answers with an error; (usage) if it refuses the password
     */
    public void run(String what, Exchange exchange) {
        int[] all = IntStream.range(0, exchange.commands()).toArray();
        try {
            Ask ask = new Ask(exchange, all);
            try {
                lane.run(ask);
            } catch (Unanswered lost) {
                if (lost.why() != Unanswered.Why.LOST) {
                    throw lost;
                }
                ask = new Ask(exchange, all);
                lane.run(ask);
            }
            if (!ask.refusals().isEmpty()) {
                throw refused(what, ask.refusals().get(0).error());
            }
        } catch (Unanswered e) {
            if (e.getCause() instanceof RedisError error) {
                throw refused(what, error);
            }
            throw CycloException.unavailable("Cannot %s: Redis at %s:%d %s. Start it with ./cyclo up, or correct 'online_store' in feature_store.yaml.",
                    what, node.host(), node.port(), e.why() == Unanswered.Why.LOST || e.why() == Unanswered.Why.UNREACHABLE
                            ? "does not answer (" + e.getMessage() + ")" : e.getMessage(), e);
        } catch (IOException e) {
            throw CycloException.unavailable("Cannot %s: Redis at %s:%d does not answer (%s).", what, node.host(), node.port(), e.getMessage(), e);
        }
    }

    private CycloException refused(String what, RedisError error) {
        String told = error.getMessage().replaceFirst("\\.+$", "");
        if (error.is("WRONGPASS") || error.is("NOAUTH") || error.is("ERR") && told.contains("AUTH")) {
            return CycloException.usage("Cannot %s: Redis at %s:%d refuses the password (%s). Correct 'online_store' in feature_store.yaml.",
                    what, node.host(), node.port(), told, error);
        }
        return CycloException.unavailable("Cannot %s: Redis at %s:%d says: %s. Start it with ./cyclo up, or correct 'online_store' in feature_store.yaml.",
                what, node.host(), node.port(), told, error);
    }

    @Override public void close() {
        lane.close();
    }
}
