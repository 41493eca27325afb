package cyclo.features.online;

import cyclo.features.redis.Commands;
import cyclo.features.redis.Exchange;
import cyclo.features.redis.Replies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One HMGET for each distinct entity of each view that is read. */
final class HashReads implements Exchange {
    private record One(int read, byte[] key) {}

    private final byte[] project;
    private final List<One> commands = new ArrayList<>();
    private final List<byte[][]> fields = new ArrayList<>();
    private final List<byte[]> encoded = new ArrayList<>();
    private final List<int[]> indices = new ArrayList<>();
    private final byte[][][] values;

    /** @param fields of each read's view, the event time last */
    HashReads(byte[] project, List<ViewRead> reads, List<byte[][]> fields) {
        this.project = project;
        for (int i = 0; i < reads.size(); i++) {
            byte[][] names = fields.get(i);
            this.fields.add(names);
            Commands tail = new Commands(names.length * 16);
            for (byte[] name : names) {
                tail.argument(name);
            }
            encoded.add(tail.toBytes());
            Map<ByteBuffer, Integer> seen = new HashMap<>();
            int[] index = new int[reads.get(i).keys().size()];
            for (int key = 0; key < index.length; key++) {
                byte[] bytes = reads.get(i).keys().get(key);
                Integer known = seen.putIfAbsent(ByteBuffer.wrap(bytes), commands.size());
                index[key] = known == null ? commands.size() : known;
                if (known == null) {
                    commands.add(new One(i, bytes));
                }
            }
            indices.add(index);
        }
        values = new byte[commands.size()][][];
    }

    @Override public int commands() {
        return commands.size();
    }

    @Override public void write(int command, Commands to) {
        One one = commands.get(command);
        to.begin(2 + fields.get(one.read()).length).argument("HMGET").argument(one.key(), 0, one.key().length, project).raw(encoded.get(one.read()));
    }

    @Override public void take(int command, Replies from) throws IOException {
        byte[][] taken = new byte[fields.get(commands.get(command).read()).length][];
        from.nextInto((index, buffer, start, end) -> taken[index] = Arrays.copyOfRange(buffer, start, end));
        values[command] = taken;
    }

    /** For each read, for each of its keys, the values of its fields. */
    List<List<byte[][]>> answers() {
        return indices.stream().map(index -> Arrays.stream(index).mapToObj(command -> values[command]).toList()).toList();
    }
}
