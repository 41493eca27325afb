package cyclo.features.redis;

import java.io.IOException;

/** One command, whose reply is kept as it is. */
final class OneCommand implements Exchange {
    private final byte[] key;
    private final byte[][] words;
    private Object reply;

    OneCommand(byte[] key, byte[]... words) {
        this.key = key;
        this.words = words;
    }

    Object reply() {
        return reply;
    }

    @Override public int commands() {
        return 1;
    }

    @Override public byte[] key(int command) {
        return key;
    }

    @Override public void write(int command, Commands to) {
        to.begin(words.length);
        for (byte[] word : words) {
            to.argument(word);
        }
    }

    @Override public void take(int command, Replies from) throws IOException {
        reply = from.next();
    }
}
