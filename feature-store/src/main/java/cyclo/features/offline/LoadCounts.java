package cyclo.features.offline;

/**
 * What a load did.
 *
 * @param read rows in the file
 * @param replaced rows of the table that gave way to rows of the file
 * @param total rows in the table afterwards
 */
public record LoadCounts(long read, long replaced, long total) {}
