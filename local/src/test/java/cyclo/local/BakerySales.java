package cyclo.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Files as a chain of bakeries might have them: TSV with headers in German, decimal commas, local times, "k. A." for what is
 * not known, one month plain and the others compressed. What sells tomorrow depends on what sold today, so that there is something
 * to learn. Görlitz was closed in the week before {@link #DAY}; Straßburg opens on it.
 */
final class BakerySales {
    static final LocalDate DAY = LocalDate.parse("2024-03-20");
    static final String CLOSED = "Görlitz";
    static final String NEW = "Straßburg";
    private static final List<String> SHOPS = List.of("Köln-Süd", "München Hbf", "Zürich", CLOSED, NEW);
    private static final List<String> ARTICLES = List.of("Brötchen", "Käsekuchen", "Süßes Teilchen", "Roggenbrot");
    private static final LocalDate START = LocalDate.parse("2024-01-01");
    private static final int DAYS = 85;
    private static final DateTimeFormatter CLOSING = DateTimeFormatter.ofPattern("dd.MM.yyyy '18:30'", Locale.ROOT);

    private final Random random = new Random(3);
    private final double[] level = random.doubles(SHOPS.size() * ARTICLES.size(), 40, 400).toArray();
    private int rows;

    /** Returns how many sales it wrote. */
    static int write(Path folder) throws IOException {
        BakerySales sales = new BakerySales();
        sales.writeAll(Files.createDirectories(folder));
        return sales.rows;
    }

    private void writeAll(Path folder) throws IOException {
        LocalDate february = START.plusMonths(1);
        Files.writeString(folder.resolve("verkaeufe-2024-01.tsv"), sales(START, february));
        try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(folder.resolve("verkaeufe-2024-02.tsv.gz")))) {
            file.write(sales(february, START.plusDays(DAYS)).getBytes(StandardCharsets.UTF_8));
        }
        StringBuilder shops = new StringBuilder("Filiale\tFläche (m²)\tLand\n");
        SHOPS.forEach(shop -> shops.append("%s\t%s\t%s%n".formatted(shop, shop.equals("Zürich") ? "k. A." : shop.length() * 9 + ",5",
                shop.equals("Zürich") ? "CH" : "DE")));
        Files.writeString(folder.resolve("filialen.tsv"), shops);
    }

    private String sales(LocalDate from, LocalDate until) {
        StringBuilder text = new StringBuilder("Filiale\tArtikel\tGeschäftsschluss\tVerkaufte Stück\tUmsatz (€)\tTemperatur °C\n");
        for (LocalDate day = from; day.isBefore(until); day = day.plusDays(1)) {
            for (int i = 0; i < level.length; i++) {
                String shop = SHOPS.get(i / ARTICLES.size());
                level[i] *= 1 + 0.02 * random.nextGaussian();
                long pieces = Math.round(level[i] * (day.getDayOfWeek().getValue() > 5 ? 1.3 : 1));
                String temperature = random.nextInt(20) == 0 ? "k. A." : String.format(Locale.GERMANY, "%.1f", 10 + 5 * random.nextGaussian());
                if (isOpen(shop, day)) {
                    rows++;
                    text.append(String.format(Locale.GERMANY, "%s\t%s\t%s\t%d\t%.2f\t%s\n", shop, ARTICLES.get(i % ARTICLES.size()), CLOSING.format(day),
                            pieces, pieces * 1.95, temperature));
                }
            }
        }
        return text.toString();
    }

    private static boolean isOpen(String shop, LocalDate day) {
        return shop.equals(NEW) ? !day.isBefore(DAY) : !shop.equals(CLOSED) || day.isBefore(DAY.minusDays(7)) || !day.isBefore(DAY);
    }
}
