package cyclo.features;

import cyclo.common.CycloException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which stores pushed rows go to; Feast's {@code PushMode}. */
public enum PushTo {
    ONLINE, OFFLINE, ONLINE_AND_OFFLINE;

    /** Reads {@code online}, {@code offline}, {@code online_and_offline}, as Feast writes them. @throws CycloException (usage) that names the three */
    public static PushTo parse(String text) {
        return Arrays.stream(values()).filter(to -> to.toString().equals(text)).findFirst().orElseThrow(() ->
                CycloException.usage("Cannot push to '%s': write one of %s.", text, List.of(values())));
    }

    public boolean online() {
        return this != OFFLINE;
    }

    public boolean offline() {
        return this != ONLINE;
    }

    @Override public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
