package cyclo.models;

import cyclo.common.CycloException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code models:/NAME@alias}, {@code models:/NAME/3} or {@code models:/NAME/latest}.
 *
 * @param reference an alias or a version's number
 */
record ModelUri(String name, String reference, boolean alias) {
    private static final Pattern FORM = Pattern.compile("models:/([^/@:]+)(?:@([^/@]+)|/([0-9]+|latest))");

    /** @throws CycloException (usage) for another form */
    static ModelUri parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw CycloException.usage("Cannot read the model address '%s': write models:/NAME@alias, models:/NAME/3 or models:/NAME/latest.", text);
        }
        return new ModelUri(matcher.group(1), matcher.group(2) != null ? matcher.group(2) : matcher.group(3), matcher.group(2) != null);
    }

    boolean isLatest() {
        return !alias && reference.equals("latest");
    }
}
