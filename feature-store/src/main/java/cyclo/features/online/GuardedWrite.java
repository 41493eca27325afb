package cyclo.features.online;

import com.google.protobuf.Timestamp;
import cyclo.features.redis.Commands;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The script that writes rows of one view and lets no older one replace a newer one. Its keys are the entities; its arguments: 1 to
 * replace at equal event time else 0, seconds until the entities expire or 0, the view's event time field, the number of features,
 * their fields, and for each entity the event time and the values.
 */
final class GuardedWrite {
    /** Event times are compared as numbers: the bytes of a protobuf Timestamp do not sort. A negative varint has ten bytes. */
    static final String SCRIPT = """
            local function time(bytes)
                local fields, at = {0, 0}, 1
                while at <= #bytes do
                    local field = math.floor(string.byte(bytes, at) / 8)
                    local value, inverse, scale, length = 0, 0, 1, 0
                    local byte
                    repeat
                        at = at + 1
                        length = length + 1
                        byte = string.byte(bytes, at)
                        if length < 10 then
                            value = value + byte % 128 * scale
                            inverse = inverse + (127 - byte % 128) * scale
                            scale = scale * 128
                        end
                    until byte < 128
                    at = at + 1
                    fields[field] = length == 10 and -inverse - 1 or value
                end
                return fields[1], fields[2]
            end
            local replace, expire, stamp, features = ARGV[1] == '1', tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
            local at, taken = 4 + features, 0
            for i = 1, #KEYS do
                local stored = redis.call('HGET', KEYS[i], stamp)
                local take = not stored
                if stored then
                    local seconds, nanos = time(ARGV[at + 1])
                    local storedSeconds, storedNanos = time(stored)
                    if seconds == storedSeconds then
                        take = nanos > storedNanos or replace and nanos == storedNanos
                    else
                        take = seconds > storedSeconds
                    end
                end
                if take then
                    local row = {stamp, ARGV[at + 1]}
                    for f = 1, features do
                        row[2 * f + 1] = ARGV[4 + f]
                        row[2 * f + 2] = ARGV[at + 1 + f]
                    end
                    redis.call('HSET', KEYS[i], unpack(row))
                    if expire > 0 then redis.call('EXPIRE', KEYS[i], expire) end
                    taken = taken + 1
                end
                at = at + 1 + features
            end
            return taken
            """;

    /** Under which a Redis that has run the script knows it. */
    static final String DIGEST = digest();

    private final List<byte[]> head = new ArrayList<>();

    GuardedWrite(ViewFeatures view, OnlineStore.AtEqualTime tie, Optional<Duration> keyTtl) {
        head.add(ascii(tie == OnlineStore.AtEqualTime.REPLACE ? "1" : "0"));
        head.add(ascii(String.valueOf(keyTtl.map(Duration::toSeconds).orElse(0L))));
        head.add(HashFields.eventTime(view.view()));
        head.add(ascii(String.valueOf(view.features().size())));
        view.features().forEach(feature -> head.add(HashFields.feature(view.view(), feature)));
    }

    /** How many arguments {@link #arguments} appends. */
    int count(int rows) {
        return head.size() + rows * (head.size() - 3);
    }

    void arguments(List<OnlineRow> rows, Commands to) {
        head.forEach(to::argument);
        for (OnlineRow row : rows) {
            to.argument(stamp(row.eventTime()));
            row.values().forEach(to::argument);
        }
    }

    static byte[] stamp(Instant time) {
        return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()).build().toByteArray();
    }

    private static String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(SCRIPT.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
