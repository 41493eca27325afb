package cyclo.features.online;

import cyclo.features.redis.Commands;
import java.nio.charset.StandardCharsets;

/** The names of the fields of an entity's Redis hash, as Feast writes them. */
final class HashFields {
    private HashFields() {}

    /** The fields of some features and, last, of the event time, as arguments of a command. */
    record Encoded(int count, byte[] arguments) {}

    static Encoded encoded(ViewFeatures view) {
        Commands arguments = new Commands(16 * view.features().size() + 64);
        view.features().forEach(feature -> arguments.argument(feature(view.view(), feature)));
        return new Encoded(view.features().size() + 1, arguments.argument(eventTime(view.view())).toBytes());
    }

    /** MurmurHash3_x86_32 (seed 0) of {@code view:feature}, four bytes little endian. */
    static byte[] feature(String view, String feature) {
        int hash = murmur3((view + ":" + feature).getBytes(StandardCharsets.UTF_8));
        return new byte[] {(byte) hash, (byte) (hash >>> 8), (byte) (hash >>> 16), (byte) (hash >>> 24)};
    }

    /** The field of the event time of a view's row. */
    static byte[] eventTime(String view) {
        return ("_ts:" + view).getBytes(StandardCharsets.UTF_8);
    }

    /** MurmurHash3_x86_32 with seed 0, by Austin Appleby (public domain). */
    private static int murmur3(byte[] data) {
        int hash = 0;
        int blocks = data.length / 4 * 4;
        for (int i = 0; i < blocks; i += 4) {
            int k = (data[i] & 0xFF) | (data[i + 1] & 0xFF) << 8 | (data[i + 2] & 0xFF) << 16 | data[i + 3] << 24;
            hash ^= scrambled(k);
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xE6546B64;
        }
        int tail = 0;
        for (int i = data.length - 1; i >= blocks; i--) {
            tail = tail << 8 | data[i] & 0xFF;
        }
        hash ^= scrambled(tail);
        hash ^= data.length;
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
        return hash ^ hash >>> 16;
    }

    private static int scrambled(int k) {
        return Integer.rotateLeft(k * 0xCC9E2D51, 15) * 0x1B873593;
    }
}
