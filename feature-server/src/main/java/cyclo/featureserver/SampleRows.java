package cyclo.featureserver;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Made-up statistics of ten drivers, one row an hour for five days up to now; the same hour gives the same rows. */
final class SampleRows {
    private static final int DRIVERS = 10;
    private static final int HOURS = 5 * 24;
    private static final List<String> CITIES = List.of("Hà Nội", "Huế", "Đà Nẵng", "Hải Phòng");

    private final Instant last;

    SampleRows(Instant now) {
        this.last = now.truncatedTo(ChronoUnit.HOURS);
    }

    int count() {
        return DRIVERS * HOURS;
    }

    /** CSV with driver_id, event_timestamp, created and four features. */
    String history() {
        Random random = new Random(11);
        StringBuilder csv = new StringBuilder("driver_id,event_timestamp,created,conv_rate,acc_rate,avg_daily_trips,city\n");
        for (int hour = HOURS - 1; hour >= 0; hour--) {
            Instant time = last.minus(Duration.ofHours(hour));
            for (int driver = 0; driver < DRIVERS; driver++) {
                double skill = 0.35 + 0.05 * driver;
                double conversion = within(skill + 0.12 * random.nextGaussian());
                double acceptance = within(0.9 - skill / 2 + 0.1 * random.nextGaussian());
                long trips = Math.max(0, Math.round(14 + 10 * skill + 5 * random.nextGaussian()));
                String city = random.nextInt(20) == 0 ? "" : CITIES.get((driver + hour / 30) % CITIES.size());
                csv.append(String.format(Locale.ROOT, "%d,%s,%s,%.4f,%.4f,%d,%s\n", 1001 + driver, time, time.plusSeconds(90), conversion, acceptance, trips,
                        city));
            }
        }
        return csv.toString();
    }

    /** CSV of entity rows: who, when, and what the on-demand view asks for. */
    String orders() {
        Random random = new Random(12);
        StringBuilder csv = new StringBuilder("order_id,driver_id,event_timestamp,distance_km\n");
        for (int order = 1; order <= 8; order++) {
            csv.append(String.format(Locale.ROOT, "%d,%d,%s,%.1f\n", order, 1001 + random.nextInt(DRIVERS),
                    last.minus(Duration.ofMinutes(random.nextInt(4 * 24 * 60))), 1 + 9 * random.nextDouble()));
        }
        return csv.toString();
    }

    private static double within(double share) {
        return Math.min(0.99, Math.max(0.01, share));
    }
}
