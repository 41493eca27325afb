package cyclo.features.definitions;

import com.google.protobuf.Message;
import cyclo.features.Interval;
import feast.proto.core.FeatureViewProto;
import feast.proto.core.FeatureViewProto.FeatureView;
import java.time.Instant;

/** Feast's note in a feature view that an interval of it is in the online store. */
final class Materialized {
    private static final int STATE = 6;
    private static final int AVAILABLE_ONLINE = 4;

    private Materialized() {}

    static FeatureView with(Message view, Interval interval, Instant time) {
        FeatureView now = (FeatureView) view;
        FeatureViewProto.FeatureViewMeta.Builder meta = now.getMeta().toBuilder().setLastUpdatedTimestamp(NewerFields.timestamp(time))
                .addMaterializationIntervals(FeatureViewProto.MaterializationInterval.newBuilder()
                        .setStartTime(NewerFields.timestamp(interval.start())).setEndTime(NewerFields.timestamp(interval.end())));
        return now.toBuilder().setMeta(NewerFields.setNumber(meta, STATE, AVAILABLE_ONLINE)).build();
    }
}
