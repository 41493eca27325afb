package cyclo.features.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads replies (RESP 2) one after another. Not thread safe. */
public final class Replies {
    /** Takes the elements of an array of bulk strings, without an object for each. */
    public interface Elements {
        /** Bytes of element {@code index}: to be copied. Not called for an element that is null. */
        void take(int index, byte[] buffer, int from, int to);
    }

    private final InputStream in;
    private byte[] buffer = new byte[16 * 1024];
    private int at;
    private int limit;

    Replies(InputStream in) {
        this.in = in;
    }

    /**
     * One reply: {@code String} for a status, {@code Long}, {@code byte[]}, {@code List} of these, or null. An error inside a list is an element.
     *
     * @throws RedisError for an error, which is read to its end
     */
    public Object next() throws IOException {
        Object reply = reply();
        if (reply instanceof RedisError error) {
            throw error;
        }
        return reply;
    }

    /** @throws RedisError for an error, which is read to its end */
    public long nextLong() throws IOException {
        if (next() instanceof Long number) {
            return number;
        }
        throw new IOException("Redis answered something else than a number");
    }

    /** One reply that is an array of bulk strings. @throws RedisError for an error, which is read to its end */
    public void nextInto(Elements elements) throws IOException {
        need(1);
        if (buffer[at] != '*') {
            next();
            throw new IOException("Redis answered something else than a list");
        }
        at++;
        int count = (int) number();
        for (int i = 0; i < count; i++) {
            need(1);
            if (buffer[at++] != '$') {
                throw new IOException("Redis answered a list of something else than bytes");
            }
            int length = (int) number();
            if (length >= 0) {
                need(length + 2);
                elements.take(i, buffer, at, at + length);
                at += length + 2;
            }
        }
    }

    private Object reply() throws IOException {
        need(1);
        byte kind = buffer[at++];
        switch (kind) {
            case '+':
                return line();
            case '-':
                return new RedisError(line());
            case ':':
                return number();
            case '$': {
                int length = (int) number();
                if (length < 0) {
                    return null;
                }
                need(length + 2);
                byte[] bytes = Arrays.copyOfRange(buffer, at, at + length);
                at += length + 2;
                return bytes;
            }
            case '*': {
                int count = (int) number();
                if (count < 0) {
                    return null;
                }
                List<Object> list = new ArrayList<>(Math.min(count, 10_000));
                for (int i = 0; i < count; i++) {
                    list.add(reply());
                }
                return list;
            }
            default:
                throw new IOException("these are not the words of a Redis (first byte %d)".formatted(kind));
        }
    }

    private long number() throws IOException {
        need(3);
        boolean negative = buffer[at] == '-';
        if (negative) {
            at++;
        }
        long number = 0;
        for (need(1); buffer[at] != '\r'; need(1)) {
            int digit = buffer[at++] - '0';
            if (digit < 0 || digit > 9) {
                throw new IOException("these are not the words of a Redis (no number)");
            }
            number = number * 10 + digit;
        }
        need(2);
        at += 2;
        return negative ? -number : number;
    }

    private String line() throws IOException {
        int length = 0;
        for (need(2); buffer[at + length] != '\r' || buffer[at + length + 1] != '\n'; need(length + 2)) {
            length++;
        }
        String line = new String(buffer, at, length, StandardCharsets.UTF_8);
        at += length + 2;
        return line;
    }

    /** Waits until {@code bytes} lie in the buffer in one piece. */
    private void need(int bytes) throws IOException {
        if (limit - at >= bytes) {
            return;
        }
        if (at > 0) {
            System.arraycopy(buffer, at, buffer, 0, limit - at);
            limit -= at;
            at = 0;
        }
        if (buffer.length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, bytes));
        }
        while (limit < bytes) {
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                throw new EOFException("Redis closed the connection");
            }
            limit += read;
        }
    }
}
