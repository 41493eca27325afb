package cyclo.features.ondemand;

/**
 * The Python function of an on-demand view, as Feast keeps its text in the registry.
 *
 * @param mode {@code pandas}: a data frame in and out; {@code python}: a dictionary of lists; any other is kept and not run here
 * @param singleton in mode {@code python}, a dictionary of single values
 * @param text {@code body_text}: the function with its decorators
 */
public record PythonSource(String mode, boolean singleton, String text) {}
