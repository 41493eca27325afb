package cyclo.benchmarks;

import cyclo.services.RedisAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;

/** What Redis itself can do, by its own {@code redis-benchmark}; absent where that is not installed. */
final class RedisLimit {
    private static final Pattern RATE = Pattern.compile("([0-9.]+) requests per second");
    /** As long as a stored key of one Int64 join key in this project. */
    private static final String KEY = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx:__rand_int__:benchmarks";

    private final RedisAddress redis;
    private final Path folder;

    RedisLimit(Lab lab) {
        this.redis = lab.redis();
        this.folder = lab.file("");
    }

    /** Hashes of three features and an event time, written a second. */
    Optional<Double> writes(int keys) {
        return rate(keys, keys, "HSET", KEY, "aaaa", "vvvvvvvvv", "bbbb", "vvvvvvvvv", "cccc", "vvv", "_ts:latest", "vvvvvv");
    }

    /** The same, read a second, after {@link #writes}: two thirds of the keys are there, for they come by chance. */
    Optional<Double> reads(int keys) {
        return rate(keys, Math.max(200_000, keys / 2), "HMGET", KEY, "aaaa", "bbbb", "cccc", "_ts:latest");
    }

    void clear() {
        try (Jedis jedis = new Jedis(redis.host(), redis.port())) {
            jedis.auth(redis.password());
            jedis.flushAll();
        }
    }

    private Optional<Double> rate(int keys, int requests, String... command) {
        if (!Load.has("redis-benchmark")) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(List.of("redis-benchmark", "-h", redis.host(), "-p", String.valueOf(redis.port()), "-a", redis.password(), "-q",
                "-n", String.valueOf(requests), "-r", String.valueOf(keys), "-P", "100", "-c", "2"));
        words.addAll(List.of(command));
        Matcher rate = RATE.matcher(String.join("\n", Load.run(Map.of(), folder, words.toArray(String[]::new))));
        double last = 0;
        while (rate.find()) {
            last = Double.parseDouble(rate.group(1));
        }
        return last == 0 ? Optional.empty() : Optional.of(last);
    }
}
