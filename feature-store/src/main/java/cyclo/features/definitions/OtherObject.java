package cyclo.features.definitions;

import java.util.Map;

/**
 * An object of a project that {@code features.yaml} cannot declare: Python made it, Cyclo shows it and keeps it as it is.
 *
 * @param kind such as {@code stream view}, {@code saved dataset} or {@code permission}
 * @param says what it holds, in Feast's own words, as values for JSON
 */
public record OtherObject(String kind, String name, Map<String, Object> says) {}
