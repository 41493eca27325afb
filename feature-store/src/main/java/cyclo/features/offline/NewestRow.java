package cyclo.features.offline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An entity's newest row in a period: its join keys, times and features as the online store will hold them, in the view's order. */
public record NewestRow(List<Object> keys, Instant eventTime, Optional<Instant> created, List<Object> values) {}
