package cyclo.features;

import java.time.Instant;

/** A period, both ends included. */
public record Interval(Instant start, Instant end) {}
