package cyclo.features.online;

import cyclo.features.RedisConfig;
import cyclo.features.redis.RedisError;
import cyclo.features.redis.RedisServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in a hash in Redis, claims as strings. Their keys end in a colon, which no project does: nothing that looks for a project's keys by their end
 * finds them.
 */
final class RedisNotes implements OnlineNotes {
    private static final Logger LOG = LoggerFactory.getLogger(RedisNotes.class);
    private static final Pattern RUN_ID = Pattern.compile("run_id:(\\w+)");
    private static final String CLAIM = """
            local held = redis.call('GET', KEYS[1])
            if held and held ~= ARGV[1] and held ~= ARGV[2] then return held end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
            return false
            """;
    private static final String RENEW = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0";
    private static final String RELEASE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0";

    private final RedisConnections redis;
    private final String project;

    RedisNotes(RedisConnections redis, byte[] project) {
        this.redis = redis;
        this.project = new String(project, StandardCharsets.UTF_8);
    }

    @Override public Optional<String> read(String name) {
        return text(redis.ask("read a note", bytes(key("notes")), "HGET", key("notes"), name));
    }

    @Override public void write(String name, String text) {
        redis.ask("write a note", bytes(key("notes")), "HSET", key("notes"), name, text);
    }

    @Override public void remove(String name) {
        redis.ask("remove a note", bytes(key("notes")), "HDEL", key("notes"), name);
    }

    /** Those of the project; what is claimed ends by itself. */
    void removeAll() {
        redis.ask("remove the notes", bytes(key("notes")), "DEL", key("notes"));
    }

    @Override public Optional<String> claim(String name, String owner, Optional<String> given, Duration lease) {
        return text(script("claim a note", CLAIM, name, owner, given.orElse(owner), String.valueOf(lease.toMillis())));
    }

    @Override public boolean renew(String name, String owner, Duration lease) {
        return Long.valueOf(1).equals(script("renew a note", RENEW, name, owner, String.valueOf(lease.toMillis())));
    }

    @Override public void release(String name, String owner) {
        script("release a note", RELEASE, name, owner);
    }

    /** Of a cluster the incarnations of all its masters. */
    @Override public String incarnation() {
        List<String> runs = new ArrayList<>();
        for (RedisConfig.Node node : redis.masters("ask the online store")) {
            Matcher runId = RUN_ID.matcher(information(node));
            runs.add(runId.find() ? runId.group(1) : "");
        }
        return runs.stream().sorted().reduce((one, other) -> one + "," + other).orElse("");
    }

    private String information(RedisConfig.Node node) {
        return text(redis.servers("ask the online store", servers -> {
                try {
                    return servers.ask(RedisServers.Use.WRITE, node, bytes("INFO"), bytes("server"));
                } catch (RedisError e) {
                    if (!e.is("NOPERM")) {
                        throw e;
                    }
                    LOG.warn("this user of Redis may not ask INFO: that it was started again in the middle of a run goes unnoticed");
                    return null;
                }
            })).orElse("");
    }

    private Object script(String what, String script, String name, String... arguments) {
        List<String> words = new ArrayList<>(List.of("EVAL", script, "1", key(name)));
        words.addAll(List.of(arguments));
        return redis.ask(what, bytes(key(name)), words.toArray(String[]::new));
    }

    private static Optional<String> text(Object reply) {
        return Optional.ofNullable((byte[]) reply).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String key(String name) {
        return "cyclo:" + project + ":" + name + ":";
    }
}
