package cyclo.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.features.FeatureStore;
import cyclo.services.Ports;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three features of one view, read over HTTP and gRPC; load, server and Redis share the machine. */
final class ReadOnline implements Benchmark {
    private record Size(int entities, double bar) {}

    private static final List<Size> SIZES = List.of(new Size(1, 5), new Size(10, 6), new Size(100, 10));
    private static final List<String> FEATURES = List.of("latest:conv_rate", "latest:acc_rate", "latest:avg_daily_trips");

    @Override public String name() {
        return "online";
    }

    @Override public String describe() {
        return "online read of 1, 10, 100 entities x 3 features over HTTP and gRPC, %d connections".formatted(Load.CONNECTIONS);
    }

    @Override public List<Row> run(Lab lab) {
        fill(lab);
        Map<Integer, List<Load>> tuned = new LinkedHashMap<>();
        Map<Integer, String> documented = new LinkedHashMap<>();
        Map<String, Object> answer;
        lab.say("  feast serve, tuned: -w 2 --max-requests 0");
        try (ServerUnderLoad feast = lab.feast().serve(Ports.free(), "-w", "2", "--max-requests", "0")) {
            answer = values(feast.post("/get-online-features", body(ids(100, lab))));
            SIZES.forEach(size -> tuned.put(size.entities(), loads(lab, feast, size.entities(), 3)));
        }
        lab.say("  feast serve, as documented: --workers -1 --registry_ttl_sec 60");
        try (ServerUnderLoad feast = lab.feast().serve(Ports.free(), "--workers", "-1", "--registry_ttl_sec", "60")) {
            SIZES.forEach(size -> documented.put(size.entities(), "%s/s (1 run)".formatted(Sample.number(once(lab, feast, size.entities()).rate()))));
        }
        double reads = redisReads(lab);
        List<Row> rows = new ArrayList<>();
        for (Path jdk : lab.jdks()) {
            String java = version(jdk);
            int grpcPort = Ports.free();
            lab.say("  feature-server serve on Java " + java);
            try (ServerUnderLoad cyclo = lab.cyclo().serve(jdk, Ports.free(), "--grpc-port", String.valueOf(grpcPort), "--compatibility", "feast")) {
                requireEqual(answer, values(cyclo.post("/get-online-features", body(ids(100, lab)))));
                warm(lab, cyclo);
                for (Size size : SIZES) {
                    rows.add(http(lab, java, size, cyclo, tuned.get(size.entities()), documented.get(size.entities()), reads, jdk));
                }
                for (Size size : SIZES) {
                    rows.add(grpc(lab, java, size.entities(), cyclo, grpcPort));
                }
            }
        }
        return rows;
    }

    private static Row http(Lab lab, String java, Size size, ServerUnderLoad cyclo, List<Load> feast, String documented, double redis, Path jdk) {
        List<Load> loads = loads(lab, cyclo, size.entities(), 3);
        double p99 = Sample.of("ms", loads.stream().mapToDouble(Load::p99Millis).toArray()).median();
        double feastP99 = Sample.of("ms", feast.stream().mapToDouble(Load::p99Millis).toArray()).median();
        Row.Builder row = Row.of("online read, HTTP, %s, Java %s".formatted(entities(size.entities()), java), rate(loads))
                .beside(lab.feast().name() + " tuned", rate(feast)).bar(size.bar(), ">= %.0f x".formatted(size.bar()))
                .limit("Feast as documented", documented)
                .limit("bare Jetty", bareJetty(lab, jdk, size.entities(), cyclo))
                .note("p99 %s ms, Feast %s ms: 1/%.0f (bar 1/10)", Sample.number(p99), Sample.number(feastP99), feastP99 / p99)
                .note("CPU ms a request: %s, Feast %s", cpu(loads), cpu(feast));
        if (redis > 0) {
            row.limit("redis-benchmark HMGET, pipelined", "%,.0f entities/s (here %,.0f)".formatted(redis, rate(loads).median() * size.entities()));
        }
        long failed = loads.stream().mapToLong(Load::failed).sum();
        long feastFailed = feast.stream().mapToLong(Load::failed).sum();
        return (failed + feastFailed > 0 ? row.note("failed: %d, Feast %d", failed, feastFailed) : row).build();
    }

    /** The same body over both protocols, by the same generator. */
    private static Row grpc(Lab lab, String java, int entities, ServerUnderLoad cyclo, int grpcPort) {
        Path json = lab.file("body_%d.json".formatted(entities));
        Path message = lab.file("body_%d.grpc".formatted(entities));
        List<Long> ids = ids(entities, lab);
        try {
            Files.writeString(json, body(ids));
            Files.write(message, framed(request(ids)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] http = {"--h1", "-H", "Content-Type: application/json"};
        String[] grpc = {"-H", "content-type: application/grpc", "-H", "te: trailers"};
        List<Load> overHttp = new ArrayList<>();
        List<Load> overGrpc = new ArrayList<>();
        double seconds = lab.scale().seconds(3);
        for (int run = 0; run <= lab.runs(); run++) {
            Load first = Load.h2load(cyclo, json, seconds, cyclo.url() + "/get-online-features", http);
            Load second = Load.h2load(cyclo, message, seconds, "http://127.0.0.1:%d/feast.serving.ServingService/GetOnlineFeatures".formatted(grpcPort), grpc);
            if (run > 0) {
                overHttp.add(first);
                overGrpc.add(second);
            }
        }
        return Row.of("online read, gRPC, %s, Java %s".formatted(entities(entities), java), rate(overGrpc)).beside("HTTP (h2load, one body)", rate(overHttp))
                .bar(1, ">= HTTP's rate").note("CPU ms a request: %s, HTTP %s", cpu(overGrpc), cpu(overHttp))
                .note("failed: %d", overGrpc.stream().mapToLong(Load::failed).sum()).build();
    }

    private static String bareJetty(Lab lab, Path jdk, int entities, ServerUnderLoad cyclo) {
        int bytes = cyclo.post("/get-online-features", body(ids(entities, lab))).length();
        try (ServerUnderLoad jetty = lab.cyclo().bareJetty(jdk, Ports.free(), bytes)) {
            Load.wrk(jetty, lab.file("read.lua"), entities, lab.scale().latest(), lab.scale().seconds(8), 1);
            return "%s/s".formatted(Sample.number(Load.wrk(jetty, lab.file("read.lua"), entities, lab.scale().latest(), lab.scale().seconds(5), 2).rate()));
        }
    }

    private static void warm(Lab lab, ServerUnderLoad server) {
        SIZES.forEach(size -> Load.wrk(server, lab.file("read.lua"), size.entities(), lab.scale().latest(), lab.scale().seconds(8), 99));
    }

    private static List<Load> loads(Lab lab, ServerUnderLoad server, int entities, double warmUp) {
        Path script = lab.file("read.lua");
        Load.wrk(server, script, entities, lab.scale().latest(), lab.scale().seconds(warmUp), 0);
        return IntStream.rangeClosed(1, lab.runs()).mapToObj(run -> Load.wrk(server, script, entities, lab.scale().latest(), lab.scale().seconds(5), run)).toList();
    }

    private static Load once(Lab lab, ServerUnderLoad server, int entities) {
        Load.wrk(server, lab.file("read.lua"), entities, lab.scale().latest(), lab.scale().seconds(2), 0);
        return Load.wrk(server, lab.file("read.lua"), entities, lab.scale().latest(), lab.scale().seconds(5), 1);
    }

    private static Sample rate(List<Load> loads) {
        return Sample.rate("req/s", loads.stream().map(Load::rate).toList());
    }

    private static String cpu(List<Load> loads) {
        return Sample.number(Sample.of("ms", loads.stream().mapToDouble(Load::cpuMillis).toArray()).median());
    }

    private static void fill(Lab lab) {
        lab.say("  materialize what is read");
        try (FeatureStore store = lab.store()) {
            store.materialize(List.of("latest"), MaterializeLatest.START, MaterializeLatest.END);
        }
    }

    /** Then the keys that were only for this are gone, and what is read is there again. */
    private static double redisReads(Lab lab) {
        RedisLimit redis = new RedisLimit(lab);
        redis.clear();
        redis.writes(lab.scale().latest());
        double reads = redis.reads(lab.scale().latest()).orElse(0.0);
        redis.clear();
        fill(lab);
        return reads;
    }

    private static String entities(int count) {
        return count == 1 ? "1 entity" : count + " entities";
    }

    private static List<Long> ids(int count, Lab lab) {
        return IntStream.range(0, count).mapToObj(i -> i * 7919L % lab.scale().latest()).toList();
    }

    private static String body(List<Long> ids) {
        return "{\"features\":[%s],\"entities\":{\"driver_id\":%s}}".formatted(
                FEATURES.stream().map(feature -> '"' + feature + '"').collect(Collectors.joining(",")), ids);
    }

    private static GetOnlineFeaturesRequest request(List<Long> ids) {
        RepeatedValue.Builder drivers = RepeatedValue.newBuilder();
        ids.forEach(id -> drivers.addVal(Value.newBuilder().setInt64Val(id)));
        return GetOnlineFeaturesRequest.newBuilder().setFeatures(FeatureList.newBuilder().addAllVal(FEATURES)).putEntities("driver_id", drivers.build()).build();
    }

    /** With gRPC's prefix: not compressed, and the length. */
    private static byte[] framed(GetOnlineFeaturesRequest request) throws IOException {
        byte[] message = request.toByteArray();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(0);
            out.writeInt(message.length);
            out.write(message);
        }
        return bytes.toByteArray();
    }

    /** Feature to values: Feast's order of features changes from process to process. */
    private static Map<String, Object> values(String answer) {
        JsonNode json = Json.parse(answer);
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < json.path("metadata").path("feature_names").size(); i++) {
            values.put(json.path("metadata").path("feature_names").get(i).asText(), json.path("results").get(i).toString());
        }
        return values;
    }

    private static void requireEqual(Map<String, Object> feast, Map<String, Object> cyclo) {
        if (!feast.equals(cyclo)) {
            throw CycloException.refused("Cannot compare the servers: their answers differ.%n  Feast %s%n  Cyclo %s", feast, cyclo);
        }
    }

    private static String version(Path jdk) {
        try {
            return Files.readAllLines(jdk.resolve("release")).stream().filter(line -> line.startsWith("JAVA_VERSION=")).findFirst()
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0]).orElse(jdk.toString());
        } catch (IOException e) {
            return Optional.of(jdk).map(Path::toString).get();
        }
    }
}
