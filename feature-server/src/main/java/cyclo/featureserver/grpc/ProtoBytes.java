package cyclo.featureserver.grpc;

import java.util.Arrays;

/** Bytes of a protobuf message as they are put together. Not thread safe. */
final class ProtoBytes {
    private byte[] bytes = new byte[512];
    private int size;

    void clear() {
        size = 0;
    }

    ProtoBytes varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** @param tag field number and wire type 2 */
    void field(int tag, byte[] content) {
        field(tag, content, content.length);
    }

    void field(int tag, ProtoBytes content) {
        field(tag, content.bytes, content.size);
    }

    void empty(int tag) {
        varint(tag).varint(0);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void field(int tag, byte[] content, int length) {
        varint(tag).varint(length);
        room(length);
        System.arraycopy(content, 0, bytes, size, length);
        size += length;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
