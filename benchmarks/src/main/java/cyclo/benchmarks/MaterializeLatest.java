package cyclo.benchmarks;

import cyclo.features.FeatureStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** From PostgreSQL to Redis, one row an entity, three features. */
final class MaterializeLatest implements Benchmark {
    static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    static final Instant END = Instant.parse("2024-02-01T00:00:00Z");
    private static final int FULL = 1_000_000;

    @Override public String name() {
        return "materialize";
    }

    @Override public String describe() {
        return "PostgreSQL to Redis, %,d entities x 3 features".formatted(FULL);
    }

    @Override public List<Row> run(Lab lab) {
        RedisLimit redis = new RedisLimit(lab);
        int entities = lab.scale().latest();
        lab.say("  Redis' own rate");
        redis.clear();
        double limit = redis.writes(entities).orElse(0.0);
        List<Double> peer = new ArrayList<>();
        List<Double> peerWhole = new ArrayList<>();
        long peerMemory = 0;
        for (int run = 0; run < lab.runs(); run++) {
            redis.clear();
            lab.say("  Feast, run " + (run + 1));
            Watched watched = lab.feast().run("materialize", "--runs", "1");
            peer.addAll(watched.figures("seconds"));
            peerWhole.add(watched.seconds());
            peerMemory = Math.max(peerMemory, watched.peakBytes());
        }
        List<Double> whole = new ArrayList<>();
        long memory = 0;
        double cpu = 0;
        for (int run = 0; run < lab.runs(); run++) {
            redis.clear();
            lab.say("  Cyclo, run " + (run + 1));
            Watched watched = lab.cyclo().run("feature-server", "materialize", START.toString(), END.toString(), "--views", "latest");
            whole.add(watched.seconds());
            memory = Math.max(memory, watched.peakBytes());
            cpu = watched.cpuSeconds();
        }
        Sample inProcess;
        try (FeatureStore store = lab.store()) {
            inProcess = lab.timed(() -> {
                redis.clear();
                return store.materialize(List.of("latest"), START, END);
            });
        }
        Row.Builder row = Row.of("materialize %,d entities x 3 features, whole process".formatted(entities), Sample.seconds(whole))
                .beside(lab.feast().name(), Sample.seconds(peerWhole)).bar(12, ">= 12 x")
                .note("peak RSS %,d MB (bar 512), Feast %,d MB", memory >> 20, peerMemory >> 20)
                .note("%,.0f entities/s, CPU %.1f s", entities / Sample.seconds(whole).median(), cpu);
        if (limit > 0) {
            row.limit("redis-benchmark HSET", "%,.0f/s: %.1f s".formatted(limit, entities / limit));
        }
        return List.of(row.build(), Row.of("the same, in process", inProcess).beside(lab.feast().name(), Sample.seconds(peer)).bar(12, ">= 12 x").build());
    }
}
