package cyclo.features.online;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One entity's row on its way to the online store.
 *
 * @param key as {@link EntityKeys} writes it, without the project
 * @param created breaks ties of the event time within one write; it is not stored
 * @param values serialized Feast values, empty bytes for null, in the order of the view's features
 */
public record OnlineRow(byte[] key, Instant eventTime, Optional<Instant> created, List<byte[]> values) {}
