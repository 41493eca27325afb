package cyclo.features.online;

import cyclo.features.redis.Commands;
import cyclo.features.redis.Exchange;
import cyclo.features.redis.Replies;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** One {@code HMGET} for each entity and view. What is stored is copied once, from the buffer of the connection. */
final class ReadExchange implements Exchange {
    private static final byte[] HMGET = new Commands(16).argument("HMGET").toBytes();

    private final byte[] project;
    private final List<ViewRead> reads;
    private final List<HashFields.Encoded> fields;
    private final int[] ends;
    private final byte[][][] stored;

    ReadExchange(byte[] project, List<ViewRead> reads, List<HashFields.Encoded> fields) {
        this.project = project;
        this.reads = reads;
        this.fields = fields;
        this.ends = new int[reads.size()];
        int end = 0;
        for (int read = 0; read < ends.length; read++) {
            end += reads.get(read).keys().size();
            ends[read] = end;
        }
        this.stored = new byte[end][][];
    }

    /** Of entity {@code row} of a read: the values of the view's features, then the event time; null where nothing is stored. */
    byte[][] stored(int read, int row) {
        return stored[first(read) + row];
    }

    @Override public int commands() {
        return stored.length;
    }

    @Override public byte[] key(int command) {
        return RedisOnlineStore.redisKey(entity(read(command), command), project);
    }

    @Override public void write(int command, Commands to) {
        int read = read(command);
        byte[] entity = entity(read, command);
        to.begin(2 + fields.get(read).count()).raw(HMGET).argument(entity, 0, entity.length, project).raw(fields.get(read).arguments());
    }

    @Override public void take(int command, Replies from) throws IOException {
        byte[][] values = new byte[fields.get(read(command)).count()][];
        from.nextInto((index, buffer, start, end) -> values[index] = Arrays.copyOfRange(buffer, start, end));
        stored[command] = values;
    }

    private int read(int command) {
        int read = 0;
        while (command >= ends[read]) {
            read++;
        }
        return read;
    }

    private int first(int read) {
        return read == 0 ? 0 : ends[read - 1];
    }

    private byte[] entity(int read, int command) {
        return reads.get(read).keys().get(command - first(read));
    }
}
