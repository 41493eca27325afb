package cyclo.features.online;

import cyclo.features.redis.Commands;
import cyclo.features.redis.Exchange;
import cyclo.features.redis.RedisError;
import cyclo.features.redis.Replies;
import java.io.IOException;
import java.util.List;

/** Calls of {@link GuardedWrite}, each for some entities of one server. By its digest: a server that does not know the script yet is sent its text. */
final class WriteExchange implements Exchange {
    private final GuardedWrite script;
    private final byte[] project;
    private final List<List<OnlineRow>> calls;
    private final boolean[] whole;
    private final long[] taken;

    /** @param calls the rows of each call; in a cluster the keys of one call are of one slot */
    WriteExchange(GuardedWrite script, byte[] project, List<List<OnlineRow>> calls) {
        this.script = script;
        this.project = project;
        this.calls = calls;
        this.whole = new boolean[calls.size()];
        this.taken = new long[calls.size()];
    }

    long taken() {
        long sum = 0;
        for (long count : taken) {
            sum += count;
        }
        return sum;
    }

    @Override public int commands() {
        return calls.size();
    }

    @Override public byte[] key(int command) {
        return RedisOnlineStore.redisKey(calls.get(command).get(0).key(), project);
    }

    @Override public void write(int command, Commands to) {
        List<OnlineRow> rows = calls.get(command);
        to.begin(3 + rows.size() + script.count(rows.size()));
        if (whole[command]) {
            to.argument("EVAL").argument(GuardedWrite.SCRIPT);
        } else {
            to.argument("EVALSHA").argument(GuardedWrite.DIGEST);
        }
        to.argument(rows.size());
        for (OnlineRow row : rows) {
            to.argument(row.key(), 0, row.key().length, project);
        }
        script.arguments(rows, to);
    }

    @Override public void take(int command, Replies from) throws IOException {
        taken[command] = from.nextLong();
    }

    @Override public boolean again(int command, RedisError refused) {
        whole[command] = refused.is("NOSCRIPT");
        return whole[command];
    }
}
