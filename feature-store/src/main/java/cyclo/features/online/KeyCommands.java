package cyclo.features.online;

import cyclo.features.redis.Commands;
import cyclo.features.redis.Exchange;
import cyclo.features.redis.Replies;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** The same command for each of some keys, answered by how much it changed. */
final class KeyCommands implements Exchange {
    private final List<byte[]> keys;
    private final Function<byte[], byte[][]> command;
    private final boolean[] changed;

    KeyCommands(List<byte[]> keys, Function<byte[], byte[][]> command) {
        this.keys = keys;
        this.command = command;
        this.changed = new boolean[keys.size()];
    }

    /** How many keys it changed anything of. */
    long changed() {
        long count = 0;
        for (boolean one : changed) {
            count += one ? 1 : 0;
        }
        return count;
    }

    @Override public int commands() {
        return keys.size();
    }

    @Override public byte[] key(int at) {
        return keys.get(at);
    }

    @Override public void write(int at, Commands to) {
        byte[][] words = command.apply(keys.get(at));
        to.begin(words.length);
        for (byte[] word : words) {
            to.argument(word);
        }
    }

    @Override public void take(int at, Replies from) throws IOException {
        changed[at] = from.nextLong() > 0;
    }
}
