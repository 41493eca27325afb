package cyclo.features.online;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import cyclo.common.CycloException;
import cyclo.features.RedisConfig;
import cyclo.features.redis.RedisServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The online store in Redis, in Feast's layout: a hash per entity key and project, a field per feature, and a field per view for the
 * event time of its row.
 *
 * <p>The guard that keeps a newer row is a Lua script, so it is atomic whoever writes; it carries some hundred entities per call.
 */
public final class RedisOnlineStore implements OnlineStore {
    private static final int ENTITIES_PER_CALL = 250;
    private static final int MOST_KNOWN = 10_000;
    private static final byte[] UNLINK = ascii("UNLINK");
    private static final byte[] HDEL = ascii("HDEL");
    private static final byte[] PING = ascii("PING");
    private static final byte[] FIRST = ascii("0");

    private final byte[] project;
    private final Optional<Duration> keyTtl;
    private final RedisConnections redis;
    private final RedisNotes notes;
    private final boolean cluster;
    private final Map<ViewFeatures, HashFields.Encoded> fields = new ConcurrentHashMap<>();

    private RedisOnlineStore(RedisConfig config, String project) {
        this.redis = new RedisConnections(config);
        this.cluster = config.cluster();
        this.project = project.getBytes(StandardCharsets.UTF_8);
        this.keyTtl = config.keyTtl();
        this.notes = new RedisNotes(redis, this.project);
    }

    /** Connects at the first call. */
    public static RedisOnlineStore of(RedisConfig config, String project) {
        return new RedisOnlineStore(config, project);
    }

    @Override public long write(ViewFeatures view, List<OnlineRow> rows, AtEqualTime tie) {
        List<OnlineRow> newest = List.copyOf(OnlineWrites.newestPerEntity(rows));
        List<List<OnlineRow>> calls = new ArrayList<>();
        if (cluster) {
            Map<Integer, List<OnlineRow>> bySlot = new HashMap<>();
            newest.forEach(row -> bySlot.computeIfAbsent(RedisServers.slot(redisKey(row.key(), project)), fresh -> new ArrayList<>()).add(row));
            bySlot.values().forEach(some -> split(some, calls));
        } else {
            split(newest, calls);
        }
        WriteExchange write = new WriteExchange(new GuardedWrite(view, tie, keyTtl), project, calls);
        redis.run("write features", RedisServers.Use.WRITE, write);
        return write.taken();
    }

    @Override public List<List<StoredRow>> read(List<ViewRead> reads) {
        ReadExchange exchange = new ReadExchange(project, reads, reads.stream().map(read -> encoded(read.view())).toList());
        redis.run("read features", RedisServers.Use.READ, exchange);
        List<List<StoredRow>> rows = new ArrayList<>();
        for (int read = 0; read < reads.size(); read++) {
            List<StoredRow> stored = new ArrayList<>(reads.get(read).keys().size());
            for (int row = 0; row < reads.get(read).keys().size(); row++) {
                stored.add(storedRow(exchange.stored(read, row)));
            }
            rows.add(stored);
        }
        return rows;
    }

    @Override public long removeProject() {
        notes.removeAll();
        return eachKey(key -> new byte[][] {UNLINK, key});
    }

    @Override public long removeView(ViewFeatures view) {
        byte[][] command = new byte[view.features().size() + 3][];
        command[0] = HDEL;
        for (int i = 0; i < view.features().size(); i++) {
            command[i + 2] = HashFields.feature(view.view(), view.features().get(i));
        }
        command[command.length - 1] = HashFields.eventTime(view.view());
        return eachKey(key -> {
            byte[][] removal = command.clone();
            removal[1] = key;
            return removal;
        });
    }

    @Override public OnlineNotes notes() {
        return notes;
    }

    @Override public void ping() {
        redis.masters("reach the online store").forEach(node ->
                redis.servers("reach the online store", servers -> servers.ask(RedisServers.Use.READ, node, PING)));
    }

    @Override public void close() {
        redis.close();
    }

    /** Walks this project's keys on every server: the pattern narrows the scan, the parsed key decides. @return how many commands changed something */
    private long eachKey(Function<byte[], byte[][]> command) {
        long count = 0;
        for (RedisConfig.Node node : redis.masters("walk the online store")) {
            byte[] cursor = FIRST;
            do {
                byte[] from = cursor;
                List<?> page = (List<?>) redis.servers("walk the online store", servers ->
                        servers.ask(RedisServers.Use.WRITE, node, ascii("SCAN"), from, ascii("MATCH"), pattern(), ascii("COUNT"), ascii("1000")));
                cursor = (byte[]) page.get(0);
                List<byte[]> keys = ((List<?>) page.get(1)).stream().map(key -> (byte[]) key).filter(this::isMine).toList();
                KeyCommands commands = new KeyCommands(keys, command);
                redis.run("walk the online store", RedisServers.Use.WRITE, commands);
                count += commands.changed();
            } while (!Arrays.equals(cursor, FIRST));
        }
        return count;
    }

    /** Every key that ends with the project's name, whatever signs that name has. */
    private byte[] pattern() {
        return ("*" + new String(project, StandardCharsets.UTF_8).replaceAll("[\\\\*?\\[\\]^]", "\\\\$0")).getBytes(StandardCharsets.UTF_8);
    }

    private boolean isMine(byte[] key) {
        return EntityKeys.parse(key).filter(parsed -> Arrays.equals(key, parsed.length(), key.length, project, 0, project.length)).isPresent();
    }

    static byte[] redisKey(byte[] entityKey, byte[] project) {
        byte[] key = Arrays.copyOf(entityKey, entityKey.length + project.length);
        System.arraycopy(project, 0, key, entityKey.length, project.length);
        return key;
    }

    private HashFields.Encoded encoded(ViewFeatures view) {
        if (fields.size() >= MOST_KNOWN) {
            fields.clear();
        }
        return fields.computeIfAbsent(view, HashFields::encoded);
    }

    private static void split(List<OnlineRow> rows, List<List<OnlineRow>> calls) {
        for (int from = 0; from < rows.size(); from += ENTITIES_PER_CALL) {
            calls.add(rows.subList(from, Math.min(rows.size(), from + ENTITIES_PER_CALL)));
        }
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    private static StoredRow storedRow(byte[][] values) {
        int features = values.length - 1;
        byte[] time = values[features];
        if (time == null) {
            return StoredRow.none(features);
        }
        try {
            Timestamp stamp = Timestamp.parseFrom(time);
            return new StoredRow(Optional.of(Instant.ofEpochSecond(stamp.getSeconds(), stamp.getNanos())),
                    Arrays.stream(values, 0, features).map(Optional::ofNullable).toList());
        } catch (InvalidProtocolBufferException e) {
            throw CycloException.refused("Cannot read features: the event time of an entity in Redis is damaged (%s). Materialize again.", e.getMessage(), e);
        }
    }
}
