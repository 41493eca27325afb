package cyclo.features;

import cyclo.common.table.ValueType;
import java.util.Collection;

/** What values take in memory, about: enough to decide whether rows fit. */
public final class RowBytes {
    private RowBytes() {}

    /** One row with values of these types, and what a join keeps beside it. */
    public static long of(Collection<ValueType> types) {
        return 16 + types.stream().mapToLong(type -> type.isList() ? 160 : type == ValueType.STRING || type == ValueType.BYTES ? 64 : 9).sum();
    }
}
