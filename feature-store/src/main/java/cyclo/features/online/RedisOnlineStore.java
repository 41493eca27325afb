package cyclo.features.online;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import cyclo.common.CycloException;
import cyclo.features.RedisConfig;
import cyclo.features.redis.SharedReads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * The online store in Redis, in Feast's layout: a hash per entity key and project, a field per feature, and a field per view for the
 * event time of its row.
 *
 * <p>The guard that keeps a newer row is a Lua script, so it is atomic whoever writes; it carries some hundred entities per call.
 */
public final class RedisOnlineStore implements OnlineStore {
    private static final int ENTITIES_PER_CALL = 250;
    private static final byte[] GUARDED_WRITE = GuardedWrite.SCRIPT.getBytes(StandardCharsets.UTF_8);

    private final byte[] project;
    private final Optional<Duration> keyTtl;
    private final RedisConnections redis;
    private final Optional<SharedReads> shared;
    private final RedisNotes notes;

    private RedisOnlineStore(RedisConnections redis, Optional<SharedReads> shared, String project, Optional<Duration> keyTtl) {
        this.shared = shared;
        this.redis = redis;
        this.project = project.getBytes(StandardCharsets.UTF_8);
        this.keyTtl = keyTtl;
        this.notes = new RedisNotes(redis, this.project);
    }

    /** Connects at the first call. @throws cyclo.common.CycloException (usage) for a cluster, which this version does not know */
    public static RedisOnlineStore of(RedisConfig config, String project) {
        return new RedisOnlineStore(new RedisConnections(config), config.ssl() ? Optional.empty() : Optional.of(new SharedReads(config)), project, config.keyTtl());
    }

    @Override public long write(ViewFeatures view, List<OnlineRow> rows, AtEqualTime tie) {
        List<OnlineRow> newest = List.copyOf(OnlineWrites.newestPerEntity(rows));
        List<Response<Object>> taken = new ArrayList<>();
        GuardedWrite script = new GuardedWrite(view, tie, keyTtl);
        redis.pipelined("write features", pipeline -> {
            taken.clear();
            for (int from = 0; from < newest.size(); from += ENTITIES_PER_CALL) {
                List<OnlineRow> some = newest.subList(from, Math.min(newest.size(), from + ENTITIES_PER_CALL));
                taken.add(pipeline.eval(GUARDED_WRITE, some.stream().map(row -> redisKey(row.key())).toList(), script.arguments(some)));
            }
        });
        return redis.asking("write features", client -> taken.stream().mapToLong(count -> (Long) count.get()).sum());
    }

    /** Without TLS in round trips that threads share; with TLS over Jedis' connections. */
    @Override public List<List<StoredRow>> read(List<ViewRead> reads) {
        return shared.isPresent() ? readShared(shared.get(), reads) : readAlone(reads);
    }

    private List<List<StoredRow>> readShared(SharedReads lane, List<ViewRead> reads) {
        HashReads hashes = new HashReads(project, reads, reads.stream().map(read -> fields(read.view())).toList());
        if (hashes.commands() > 0) {
            lane.run("read features", hashes);
        }
        return hashes.answers().stream().map(rows -> rows.stream().map(values -> storedRow(Arrays.asList(values))).toList()).toList();
    }

    private List<List<StoredRow>> readAlone(List<ViewRead> reads) {
        List<Map<ByteBuffer, Response<List<byte[]>>>> answers = new ArrayList<>();
        redis.pipelined("read features", pipeline -> {
            answers.clear();
            for (ViewRead read : reads) {
                byte[][] fields = fields(read.view());
                Map<ByteBuffer, Response<List<byte[]>>> byKey = new HashMap<>();
                read.keys().forEach(key -> byKey.computeIfAbsent(ByteBuffer.wrap(key), same -> pipeline.hmget(redisKey(key), fields)));
                answers.add(byKey);
            }
        });
        return redis.asking("read features", client -> {
            List<List<StoredRow>> rows = new ArrayList<>();
            for (int i = 0; i < reads.size(); i++) {
                Map<ByteBuffer, StoredRow> byKey = new HashMap<>();
                answers.get(i).forEach((key, answer) -> byKey.put(key, storedRow(answer.get())));
                rows.add(reads.get(i).keys().stream().map(key -> byKey.get(ByteBuffer.wrap(key))).toList());
            }
            return rows;
        });
    }

    @Override public long removeProject() {
        notes.removeAll();
        return eachKey((client, keys) -> client.unlink(keys.toArray(byte[][]::new)));
    }

    @Override public long removeView(ViewFeatures view) {
        byte[][] fields = fields(view);
        return eachKey((client, keys) -> {
            List<Response<Long>> removed = new ArrayList<>();
            try (AbstractPipeline pipeline = client.pipelined()) {
                keys.forEach(key -> removed.add(pipeline.hdel(key, fields)));
            }
            return removed.stream().filter(count -> count.get() > 0).count();
        });
    }

    @Override public OnlineNotes notes() {
        return notes;
    }

    @Override public void ping() {
        redis.asking("reach the online store", RedisClient::ping);
    }

    @Override public void close() {
        shared.ifPresent(SharedReads::close);
        redis.close();
    }

    /** Walks this project's keys: the pattern narrows the scan, the parsed key decides. */
    private long eachKey(BiFunction<RedisClient, List<byte[]>, Long> action) {
        return redis.asking("walk the online store", client -> {
            ScanParams mine = new ScanParams().match(("*" + new String(project, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)).count(1000);
            long count = 0;
            byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
            do {
                ScanResult<byte[]> page = client.scan(cursor, mine);
                List<byte[]> keys = page.getResult().stream().filter(this::isMine).toList();
                count += keys.isEmpty() ? 0 : action.apply(client, keys);
                cursor = page.getCursorAsBytes();
            } while (!Arrays.equals(cursor, ScanParams.SCAN_POINTER_START_BINARY));
            return count;
        });
    }

    private boolean isMine(byte[] key) {
        return EntityKeys.parse(key).filter(parsed -> Arrays.equals(key, parsed.length(), key.length, project, 0, project.length)).isPresent();
    }

    private byte[] redisKey(byte[] entityKey) {
        byte[] key = Arrays.copyOf(entityKey, entityKey.length + project.length);
        System.arraycopy(project, 0, key, entityKey.length, project.length);
        return key;
    }

    private static byte[][] fields(ViewFeatures view) {
        byte[][] fields = new byte[view.features().size() + 1][];
        for (int i = 0; i < view.features().size(); i++) {
            fields[i] = HashFields.feature(view.view(), view.features().get(i));
        }
        fields[view.features().size()] = HashFields.eventTime(view.view());
        return fields;
    }

    private static StoredRow storedRow(List<byte[]> values) {
        int features = values.size() - 1;
        byte[] time = values.get(features);
        if (time == null) {
            return StoredRow.none(features);
        }
        try {
            Timestamp stamp = Timestamp.parseFrom(time);
            return new StoredRow(Optional.of(Instant.ofEpochSecond(stamp.getSeconds(), stamp.getNanos())),
                    values.subList(0, features).stream().map(Optional::ofNullable).toList());
        } catch (InvalidProtocolBufferException e) {
            throw CycloException.refused("Cannot read features: the event time of an entity in Redis is damaged (%s). Materialize again.", e.getMessage(), e);
        }
    }
}
