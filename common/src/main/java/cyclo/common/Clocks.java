package cyclo.common;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one clock of a program, in UTC. {@code CYCLO_NOW} moves it for online reads, servers, incremental materialize and
 * monitoring: data of 2013 is fresh in 2013.
 */
public final class Clocks {
    private static final Logger LOG = LoggerFactory.getLogger(Clocks.class);

    private Clocks() {}

    /**
     * The system clock, unless {@code CYCLO_NOW} holds an instant ({@code 2013-12-15T12:00:00Z}: time stands still there)
     * or an offset from now ({@code -3995d}, {@code +2h}: time runs on from there); that is logged.
     *
     * @throws CycloException (usage) if it is neither
     */
    public static Clock of(Env env) {
        return env.find("CYCLO_NOW").map(now -> {
            Clock moved = parse(now);
            LOG.info("the clock is moved: CYCLO_NOW is {}, so now is {}", now, moved.instant());
            return moved;
        }).orElse(Clock.systemUTC());
    }

    static Clock parse(String now) {
        try {
            return Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        } catch (DateTimeParseException notAnInstant) {
            try {
                Duration offset = Quantity.duration(now.startsWith("+") ? now.substring(1) : now);
                return Clock.offset(Clock.systemUTC(), offset);
            } catch (IllegalArgumentException notAnOffset) {
                throw CycloException.usage(
                        "Cannot use CYCLO_NOW '%s': write an instant such as 2013-12-15T12:00:00Z, or an offset from now such as -30d.", now);
            }
        }
    }
}
