package cyclo.features.types;

import java.nio.ByteBuffer;

/** A growing buffer of bytes, big endian. Not thread safe. */
public final class Bytes {
    private ByteBuffer buffer;

    public Bytes(int capacity) {
        buffer = ByteBuffer.allocate(capacity);
    }

    public Bytes put(byte value) {
        room(1).put(value);
        return this;
    }

    public Bytes put(byte[] values) {
        room(values.length).put(values);
        return this;
    }

    public Bytes putShort(int value) {
        room(2).putShort((short) value);
        return this;
    }

    public Bytes putInt(int value) {
        room(4).putInt(value);
        return this;
    }

    public Bytes putLong(long value) {
        room(8).putLong(value);
        return this;
    }

    /** Overwrites four bytes that were put before. */
    public void setInt(int position, int value) {
        buffer.putInt(position, value);
    }

    public int size() {
        return buffer.position();
    }

    /** The buffer itself: its first {@link #size} bytes are what was put. */
    public byte[] array() {
        return buffer.array();
    }

    public void clear() {
        buffer.clear();
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes));
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
