package cyclo.features.redis;

import cyclo.features.RedisConfig;
import cyclo.features.RedisConfig.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * One Redis, or the masters of a cluster. Commands go to the server that holds their key, to all servers at once; a command that finds its key moved
 * follows it, and one whose connection broke off is sent again, so commands must be such that twice does what once does. Whatever happens, a call ends
 * within its budget (for each 2,000 commands). Connects when it is first needed. Thread safe.
 */
public final class RedisServers implements AutoCloseable {
    /** What a call is for: reads do not wait behind writes, and not as long. */
    public enum Use { READ, WRITE }

    private static final int TOGETHER = 2_000;
    private static final int MOST_TRIES = 6;
    private static final int AFTER_LOSS = 2;
    private static final long PAUSE = Duration.ofMillis(20).toNanos();
    private static final long CIRCUIT_PAUSE = Duration.ofMillis(500).toNanos();
    private static final Map<Use, Integer> CONNECTIONS = Map.of(Use.READ, 4, Use.WRITE, 8);

    private final RedisConfig config;
    private final Tls tls;
    private final Map<Node, Map<Use, Lane>> lanes = new ConcurrentHashMap<>();
    private final Map<Use, Long> budgets;
    private volatile Node[] slots;
    private volatile boolean stale;

    public RedisServers(RedisConfig config) {
        this.config = config;
        this.tls = new Tls(config.tls());
        this.budgets = Map.of(Use.READ, config.readBudget().toNanos(), Use.WRITE, config.writeBudget().toNanos());
    }

    /**
     * Sends all commands and takes all replies.
     *
     * @throws IOException if a server does not answer, or is not asked because it did not answer others
     * @throws RedisError if it refuses
     */
    public void run(Use use, Exchange exchange) throws IOException {
        for (int from = 0; from < exchange.commands(); from += TOGETHER) {
            long deadline = System.nanoTime() + budgets.get(use);
            int[] which = IntStream.range(from, Math.min(exchange.commands(), from + TOGETHER)).toArray();
            if (config.cluster()) {
                inCluster(use, exchange, which, deadline);
            } else {
                new Round(exchange, use, deadline).untilDone(Map.of(new Target(config.nodes().get(0), false), which));
            }
        }
    }

    /** One command and its reply, as {@link Replies#next} gives it. */
    public Object ask(Use use, byte[] key, byte[]... words) throws IOException {
        OneCommand command = new OneCommand(key, words);
        run(use, command);
        return command.reply();
    }

    /** One command for a certain server. */
    public Object ask(Use use, Node node, byte[]... words) throws IOException {
        return ask(use, node, System.nanoTime() + budgets.get(use), words);
    }

    /** Keys of one slot are always on one server, and may be in one command. */
    public static int slot(byte[] key) {
        return Slots.of(key);
    }

    /** Everyone who holds keys. */
    public List<Node> masters() throws IOException {
        if (!config.cluster()) {
            return List.of(config.nodes().get(0));
        }
        return Arrays.stream(learned(Use.WRITE, System.nanoTime() + budgets.get(Use.WRITE))).filter(node -> node != null).distinct().toList();
    }

    @Override public void close() {
        lanes.values().forEach(both -> both.values().forEach(Lane::close));
    }

    private Object ask(Use use, Node node, long deadline, byte[]... words) throws IOException {
        OneCommand command = new OneCommand(new byte[0], words);
        new Round(command, use, deadline).untilDone(Map.of(new Target(node, false), new int[] {0}));
        return command.reply();
    }

    private void inCluster(Use use, Exchange exchange, int[] which, long deadline) throws IOException {
        if (slots == null || stale) {
            learned(use, deadline);
        }
        Round round = new Round(exchange, use, deadline);
        round.untilDone(round.bySlot(which));
    }

    private Lane lane(Node node, Use use) {
        return lanes.computeIfAbsent(node, fresh -> {
            Circuit circuit = new Circuit(CIRCUIT_PAUSE, System::nanoTime);
            Map<Use, Lane> both = new EnumMap<>(Use.class);
            CONNECTIONS.forEach((each, most) -> both.put(each, new Lane(deadline -> new RedisSocket(config, fresh, tls, deadline), circuit, most)));
            return both;
        }).get(use);
    }

    /** Asks one server after another who holds which slots, until one answers. */
    private Node[] learned(Use use, long deadline) throws IOException {
        List<Node> known = new ArrayList<>(config.nodes());
        if (slots != null) {
            Arrays.stream(slots).filter(node -> node != null && !known.contains(node)).distinct().forEach(known::add);
        }
        IOException failure = null;
        for (int i = 0; i < known.size(); i++) {
            long now = System.nanoTime();
            try {
                Object reply = ask(use, known.get(i), now + (deadline - now) / (known.size() - i), bytes("CLUSTER"), bytes("SLOTS"));
                slots = held(known.get(i), (List<?>) reply);
                stale = false;
                return slots;
            } catch (IOException e) {
                failure = new IOException("%s:%d: %s".formatted(known.get(i).host(), known.get(i).port(), e.getMessage()), e);
            }
        }
        throw failure;
    }

    private static Node[] held(Node told, List<?> ranges) {
        Node[] held = new Node[Slots.COUNT];
        for (Object range : ranges) {
            List<?> parts = (List<?>) range;
            List<?> master = (List<?>) parts.get(2);
            String host = master.get(0) == null ? "" : new String((byte[]) master.get(0), StandardCharsets.UTF_8);
            Node node = new Node(host.isEmpty() ? told.host() : host, ((Long) master.get(1)).intValue());
            Arrays.fill(held, ((Long) parts.get(0)).intValue(), ((Long) parts.get(1)).intValue() + 1, node);
        }
        return held;
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where commands go; {@code asking} tells a server that a key is on its way to it. */
    private record Target(Node node, boolean asking) {}

    /** Some commands of an exchange, tried until each has its answer or the time is over. */
    private final class Round {
        private final Exchange exchange;
        private final Use use;
        private final long deadline;
        private final Map<Target, List<Integer>> pending = new LinkedHashMap<>();
        private int losses;
        private boolean relearn;
        private boolean pause;
        private Exception failure;

        private Round(Exchange exchange, Use use, long deadline) {
            this.exchange = exchange;
            this.use = use;
            this.deadline = deadline;
        }

        private void untilDone(Map<Target, int[]> first) throws IOException {
            Map<Target, int[]> todo = first;
            for (int tries = 1; !todo.isEmpty(); tries++) {
                pending.clear();
                relearn = false;
                pause = false;
                once(todo);
                if (!pending.isEmpty() && (tries >= MOST_TRIES && !pause || System.nanoTime() - deadline >= 0)) {
                    fail(failure);
                }
                if (pause) {
                    LockSupport.parkNanos(this, Math.min(PAUSE, deadline - System.nanoTime()));
                }
                todo = next();
            }
        }

        private Map<Target, int[]> next() throws IOException {
            Map<Target, int[]> next = new LinkedHashMap<>();
            if (relearn && config.cluster()) {
                learned(use, deadline);
                pending.forEach((target, commands) -> (target.asking() ? Map.of(target, ints(commands)) : bySlot(ints(commands)))
                        .forEach((to, some) -> next.merge(to, some, Round::both)));
            } else {
                pending.forEach((target, commands) -> next.put(target, ints(commands)));
            }
            return next;
        }

        private Map<Target, int[]> bySlot(int[] which) {
            Map<Target, List<Integer>> groups = new LinkedHashMap<>();
            Node[] now = slots;
            for (int command : which) {
                Node node = now[Slots.of(exchange.key(command))];
                groups.computeIfAbsent(new Target(node == null ? config.nodes().get(0) : node, false), fresh -> new ArrayList<>()).add(command);
            }
            Map<Target, int[]> targets = new LinkedHashMap<>();
            groups.forEach((target, commands) -> targets.put(target, ints(commands)));
            return targets;
        }

        /** To all servers at once: what is sent waits for its answer while the next is sent. */
        private void once(Map<Target, int[]> todo) throws IOException {
            if (todo.size() == 1) {
                Map.Entry<Target, int[]> only = todo.entrySet().iterator().next();
                Ask ask = new Ask(exchange, only.getValue(), only.getKey().asking(), deadline);
                settle(only.getKey(), ask, () -> lane(only.getKey().node(), use).run(ask));
                return;
            }
            Map<Target, Ask> asks = new LinkedHashMap<>();
            Map<Target, Lane.Trip> trips = new LinkedHashMap<>();
            Map<Target, IOException> refused = new LinkedHashMap<>();
            todo.forEach((target, which) -> {
                Ask ask = new Ask(exchange, which, target.asking(), deadline);
                asks.put(target, ask);
                try {
                    Lane.Trip trip = lane(target.node(), use).start(ask);
                    if (trip != null) {
                        trips.put(target, trip);
                    }
                } catch (IOException e) {
                    refused.put(target, e);
                }
            });
            Exception worst = null;
            for (Map.Entry<Target, Ask> entry : asks.entrySet()) {
                Lane lane = lane(entry.getKey().node(), use);
                try {
                    settle(entry.getKey(), entry.getValue(), () -> {
                        if (refused.containsKey(entry.getKey())) {
                            throw refused.get(entry.getKey());
                        } else if (trips.containsKey(entry.getKey())) {
                            lane.home(trips.get(entry.getKey()), entry.getValue());
                        } else {
                            lane.run(entry.getValue());
                        }
                    });
                } catch (IOException | RedisError e) {
                    worst = e; // the other trips must come home first
                }
            }
            fail(worst);
        }

        private void settle(Target target, Ask ask, Talk talk) throws IOException {
            try {
                talk.run();
            } catch (NoAnswer e) {
                failure = config.cluster() ? new IOException("%s:%d: %s".formatted(target.node().host(), target.node().port(), e.getMessage()), e) : e;
                if (!e.lost() || ++losses > AFTER_LOSS) {
                    stale = true; // whoever asks next asks who is there
                    fail(failure);
                }
                relearn = true;
                for (int command : ask.which()) {
                    later(target, command);
                }
                return;
            }
            for (Ask.Refusal refusal : ask.refusals()) {
                refused(target, refusal.command(), refusal.error());
            }
        }

        private void refused(Target target, int command, RedisError error) {
            failure = error;
            if (error.is("MOVED")) {
                relearn = true;
                later(target.asking() ? new Target(target.node(), false) : target, command);
            } else if (error.is("ASK")) {
                String to = error.getMessage().substring(error.getMessage().lastIndexOf(' ') + 1);
                int colon = to.lastIndexOf(':');
                String host = to.substring(0, colon);
                later(new Target(new Node(host.isEmpty() ? target.node().host() : host, Integer.parseInt(to.substring(colon + 1))), true), command);
            } else if (error.is("TRYAGAIN") || error.is("CLUSTERDOWN") || error.is("LOADING")) {
                pause = true;
                relearn = error.is("CLUSTERDOWN");
                later(new Target(target.node(), false), command);
            } else if (exchange.again(command, error)) {
                later(target, command);
            } else {
                throw error;
            }
        }

        private void later(Target target, int command) {
            pending.computeIfAbsent(target, fresh -> new ArrayList<>()).add(command);
        }

        private static void fail(Exception failure) throws IOException {
            if (failure instanceof RedisError refused) {
                throw refused;
            }
            if (failure != null) {
                throw (IOException) failure;
            }
        }

        private static int[] ints(List<Integer> numbers) {
            return numbers.stream().mapToInt(i -> i).toArray();
        }

        private static int[] both(int[] some, int[] more) {
            return IntStream.concat(Arrays.stream(some), Arrays.stream(more)).toArray();
        }
    }

    private interface Talk {
        void run() throws IOException;
    }
}
