package cyclo.features;

/**
 * What became of rows that were pushed or written.
 *
 * @param rows rows given
 * @param taken entities whose row the online store took, over all views that were written; it held an equal or a newer one of the others, or their
 *              join key is null
 * @param offline rows that the offline store now holds as they were given, over all sources that were written
 */
public record PushCounts(long rows, long taken, long offline) {}
