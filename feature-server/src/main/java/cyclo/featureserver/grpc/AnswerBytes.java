package cyclo.featureserver.grpc;

import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import cyclo.featureserver.http.Compatibility;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Puts a {@code GetOnlineFeaturesResponse} together from the bytes that Redis holds: a stored value is a serialized {@code Value} already, and
 * is not decoded. Used once.
 */
final class AnswerBytes {
    private static final int METADATA = 1 << 3 | 2;
    private static final int RESULTS = 2 << 3 | 2;
    private static final int FEATURE_NAMES = 1 << 3 | 2;
    private static final int NAME = 1 << 3 | 2;
    private static final int VALUES = 1 << 3 | 2;
    private static final int STATUSES = 2 << 3 | 2;
    private static final int EVENT_TIMESTAMPS = 3 << 3 | 2;
    private static final int SECONDS = 1 << 3;
    private static final int NANOS = 2 << 3;
    private static final int PRESENT = status(Lookup.Status.PRESENT);

    private final Compatibility compatibility;
    private final ProtoBytes whole = new ProtoBytes();
    private final ProtoBytes part = new ProtoBytes();
    private final ProtoBytes inner = new ProtoBytes();

    AnswerBytes(Compatibility compatibility) {
        this.compatibility = compatibility;
    }

    /** @param repeated what the answer repeats of the request, by name */
    byte[] write(Map<String, RepeatedValue> repeated, OnlineFeatures found) {
        for (String name : repeated.keySet()) {
            part.field(NAME, name.getBytes(StandardCharsets.UTF_8));
        }
        for (String name : found.names()) {
            part.field(NAME, name.getBytes(StandardCharsets.UTF_8));
        }
        inner.field(FEATURE_NAMES, part);
        whole.field(METADATA, inner);
        repeated.values().forEach(values -> whole.field(RESULTS, given(values)));
        for (int feature = 0; feature < found.features().size(); feature++) {
            whole.field(RESULTS, vector(found, feature));
        }
        return whole.toByteArray();
    }

    private ProtoBytes given(RepeatedValue values) {
        part.clear();
        for (Value value : values.getValList()) {
            part.field(VALUES, value.toByteArray());
        }
        byte[] statuses = new byte[values.getValCount()];
        Arrays.fill(statuses, (byte) PRESENT);
        part.field(STATUSES, statuses);
        for (int row = 0; row < values.getValCount(); row++) {
            part.empty(EVENT_TIMESTAMPS);
        }
        return part;
    }

    /** A value that has outlived its ttl is not given away: clients that look at values alone would use it. */
    private ProtoBytes vector(OnlineFeatures found, int feature) {
        part.clear();
        byte[] statuses = new byte[found.rows()];
        boolean computed = found.features().get(feature).onDemand();
        for (int row = 0; row < found.rows(); row++) {
            Lookup.Status status = found.status(row, feature);
            if (status == Lookup.Status.PRESENT) {
                part.field(VALUES, found.bytes(row, feature));
            } else {
                part.empty(VALUES);
            }
            statuses[row] = (byte) (compatibility == Compatibility.FEAST ? PRESENT : status(status));
        }
        part.field(STATUSES, statuses);
        for (int row = 0; row < found.rows(); row++) {
            long micros = computed ? 0 : found.eventTime(row, feature);
            inner.clear();
            if (Math.floorDiv(micros, 1_000_000L) != 0) {
                inner.varint(SECONDS).varint(Math.floorDiv(micros, 1_000_000L));
            }
            if (Math.floorMod(micros, 1_000_000L) != 0) {
                inner.varint(NANOS).varint(Math.floorMod(micros, 1_000_000L) * 1000);
            }
            part.field(EVENT_TIMESTAMPS, inner);
        }
        return part;
    }

    /** The number of Feast's {@code FieldStatus}. */
    private static int status(Lookup.Status status) {
        return switch (status) {
            case PRESENT -> 1;
            case NULL_VALUE -> 2;
            case NOT_FOUND -> 3;
            case OUTSIDE_MAX_AGE -> 4;
        };
    }
}
