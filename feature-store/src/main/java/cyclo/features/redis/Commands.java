package cyclo.features.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Commands as Redis reads them (RESP: arrays of bulk strings), one after another. Not thread safe. */
public final class Commands {
    private static final byte[] END = {'\r', '\n'};
    private byte[] bytes;
    private int size;

    public Commands(int capacity) {
        bytes = new byte[Math.max(capacity, 64)];
    }

    /** Begins a command; as many {@link #argument}s must follow. */
    public Commands begin(int arguments) {
        return head('*', arguments);
    }

    public Commands argument(byte[] value) {
        return argument(value, 0, value.length);
    }

    public Commands argument(byte[] value, int from, int to) {
        return head('$', to - from).raw(value, from, to).raw(END, 0, 2);
    }

    /** An argument in two pieces. */
    public Commands argument(byte[] first, int from, int to, byte[] second) {
        return head('$', to - from + second.length).raw(first, from, to).raw(second, 0, second.length).raw(END, 0, 2);
    }

    public Commands argument(String text) {
        return argument(text.getBytes(StandardCharsets.UTF_8));
    }

    public Commands argument(long number) {
        return argument(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    /** Bytes that were written by another {@code Commands}. */
    public Commands raw(byte[] encoded) {
        return raw(encoded, 0, encoded.length);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    Commands raw(byte[] value, int from, int to) {
        room(to - from);
        System.arraycopy(value, from, bytes, size, to - from);
        size += to - from;
        return this;
    }

    private Commands head(char kind, int number) {
        room(14);
        bytes[size++] = (byte) kind;
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        int rest = number;
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        bytes[size++] = '\r';
        bytes[size++] = '\n';
        return this;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
