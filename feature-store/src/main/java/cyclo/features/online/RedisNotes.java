package cyclo.features.online;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;

/** Notes in a hash in Redis, claims as strings. Their keys end in a colon, which no project does: nothing that looks for a project's keys by their end finds them. */
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
        return redis.asking("read a note", client -> Optional.ofNullable(client.hget(key("notes"), name)));
    }

    @Override public void write(String name, String text) {
        redis.asking("write a note", client -> client.hset(key("notes"), name, text));
    }

    @Override public void remove(String name) {
        redis.asking("remove a note", client -> client.hdel(key("notes"), name));
    }

    /** Those of the project; what is claimed ends by itself. */
    void removeAll() {
        redis.asking("remove the notes", client -> client.del(key("notes")));
    }

    @Override public Optional<String> claim(String name, String owner, Optional<String> given, Duration lease) {
        List<String> arguments = List.of(owner, given.orElse(owner), String.valueOf(lease.toMillis()));
        return redis.asking("claim a note", client -> Optional.ofNullable((String) client.eval(CLAIM, List.of(key(name)), arguments)));
    }

    @Override public boolean renew(String name, String owner, Duration lease) {
        return redis.asking("renew a note", client -> client.eval(RENEW, List.of(key(name)), List.of(owner, String.valueOf(lease.toMillis()))).equals(1L));
    }

    @Override public void release(String name, String owner) {
        redis.asking("release a note", client -> client.eval(RELEASE, List.of(key(name)), List.of(owner)));
    }

    @Override public String incarnation() {
        Matcher runId = RUN_ID.matcher(redis.asking("ask the online store", client -> {
            try {
                return client.info("server");
            } catch (JedisDataException e) {
                if (!String.valueOf(e.getMessage()).startsWith("NOPERM")) {
                    throw e;
                }
                LOG.warn("this user of Redis may not ask INFO: that it was started again in the middle of a run goes unnoticed");
                return "";
            }
        }));
        return runId.find() ? runId.group(1) : "";
    }

    private String key(String name) {
        return "cyclo:" + project + ":" + name + ":";
    }
}
