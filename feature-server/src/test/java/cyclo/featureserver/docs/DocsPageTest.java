package cyclo.featureserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.Definitions;
import cyclo.features.Entity;
import cyclo.features.FeatureService;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.Interval;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.PushSource;
import cyclo.features.statistics.ViewStatistics;
import cyclo.features.statistics.ViewStatistics.FeatureStatistics;
import cyclo.features.statistics.ViewStatistics.Frequent;
import cyclo.features.statistics.ViewStatistics.Histogram;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class DocsPageTest {
    private static final String HOSTILE = "<script>alert('x')</script>\"&";
    private static final Instant NOW = Instant.parse("2024-01-03T00:00:00Z");
    private static final Field RATE = new Field("rate", ValueType.DOUBLE, HOSTILE, Map.of("unit", "share"));
    private static final Field CITY = Field.of("city", ValueType.STRING);

    @Test void thePageFetchesNothingAndEscapesAll() throws Exception {
        String page = page(definitions(), Map.of("stats", statistics()));
        assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
        assertThat(page).doesNotContainPattern("(src|href)=\"(?!#)").doesNotContain("http:", "https:", "@import", "url(");
        int pictures = 0;
        Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
        while (svg.find()) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg.group())));
            pictures++;
        }
        assertThat(pictures).isEqualTo(3);
    }

    @Test void everythingDeclaredStandsOnIt() {
        String page = page(definitions(), Map.of("stats", statistics()));
        assertThat(page).contains("id=\"view-stats\"", "id=\"view-twice\"", "id=\"service-v1\"", "id=\"source-s\"", "id=\"source-pushed\"", "rate * 2",
                "driver_id",
                "1 of 2 fresh", "newest row 24 h ago", "2.5 %", "<b>Berlin</b> 75 %", "until 2024-01-02 12:00", "kept for</dt><dd>12 h");
    }

    @Test void withoutStatisticsTheDefinitionsStand() {
        assertThat(page(definitions(), Map.of())).contains("id=\"view-stats\"").doesNotContain("rows of history", "no rows");
        assertThat(page(definitions(), Map.of("another", statistics()))).as("nobody knows whether it has rows").contains("rows not counted").doesNotContain("no rows");
        assertThat(page(Definitions.none("empty"), Map.of())).contains("<h1>empty</h1>");
    }

    @Test void nodesNeverLieOnEachOther() {
        Random random = new Random(7);
        int nodes = 0;
        for (int round = 0; round < 200; round++) {
            Lineage lineage = Lineage.of(random(random));
            List<Lineage.Node> all = lineage.nodes();
            for (Lineage.Node one : all) {
                assertThat(lineage.middle(one.id())).isBetween(-1e-6, lineage.height() + 1.0);
                for (Lineage.Node other : all) {
                    if (one != other && lineage.left(one.id()) == lineage.left(other.id()) && !one.kind().isEmpty() && !other.kind().isEmpty()) {
                        assertThat(Math.abs(lineage.middle(one.id()) - lineage.middle(other.id()))).isGreaterThanOrEqualTo(Lineage.HEIGHT);
                    }
                }
            }
            List<String> ids = all.stream().map(Lineage.Node::id).toList();
            assertThat(lineage.lines()).allMatch(line -> ids.contains(line.from()) && ids.contains(line.to()))
                    .allMatch(line -> lineage.left(line.from()) < lineage.left(line.to()));
            nodes += all.size();
        }
        assertThat(nodes).isGreaterThan(2000);
    }

    private static String page(Definitions definitions, Map<String, ViewStatistics> statistics) {
        return new DocsPage(definitions, statistics, "0123456789abcdef", NOW).html();
    }

    private static Definitions definitions() {
        DataSource source = DataSource.table("s", "stats", "ts", Optional.of("created"));
        PushSource push = new PushSource("pushed", source, "", Map.of(), "");
        Field key = Field.of("driver_id", ValueType.INT64);
        FeatureView view = new FeatureView("stats", List.of("driver"), List.of(key), List.of(RATE, CITY), Duration.ofHours(12), source, Optional.of(push), true,
                HOSTILE, Map.of("team", HOSTILE), "us", List.of(new Interval(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofHours(12)))), Map.of());
        OnDemandView twice = new OnDemandView("twice", List.of(new Projection("stats", List.of("rate"), Optional.empty(), Map.of())),
                List.of(Field.of("bonus", ValueType.DOUBLE)), List.of(new OnDemandView.Computed(Field.of("double_rate", ValueType.DOUBLE),
                        Optional.of("rate * 2"))), "",
                Map.of(), "");
        FeatureService service = new FeatureService("v1", List.of(new Projection("stats", List.of("rate", "city"), Optional.of("old"), Map.of()),
                new Projection("twice", List.of("double_rate"), Optional.empty(), Map.of())), "", Map.of(), "");
        return new Definitions("p", List.of(new Entity("driver", key, HOSTILE, Map.of(), "")), List.of(source), List.of(push), List.of(view), List.of(twice),
                List.of(service));
    }

    private static ViewStatistics statistics() {
        Histogram histogram = new Histogram(0, 0.5, List.of(30L, 9L));
        return new ViewStatistics("stats", NOW, 40, 0, 2, 1, Optional.of(NOW.minus(Duration.ofDays(2))), Optional.of(NOW.minus(Duration.ofDays(1))),
                new Histogram(0, 3600, List.of(10L, 0L, 30L)), List.of(
                        new FeatureStatistics(RATE, 40, 1, 0, OptionalDouble.of(0), OptionalDouble.of(1), OptionalDouble.of(0.4), OptionalDouble.of(0.1),
                                histogram,
                                List.of(), 0),
                        new FeatureStatistics(CITY, 40, 0, 0, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
                                Histogram.NONE, List.of(new Frequent("Berlin", 30), new Frequent("Köln", 10)), 2)));
    }

    private static Definitions random(Random random) {
        List<DataSource> sources = new ArrayList<>();
        List<FeatureView> views = new ArrayList<>();
        List<OnDemandView> onDemand = new ArrayList<>();
        List<FeatureService> services = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            sources.add(DataSource.table("s" + i, "t" + i, "ts", Optional.empty()));
        }
        for (int i = 0; i < 1 + random.nextInt(10); i++) {
            views.add(FeatureView.of("v" + i, List.of(), List.of(RATE), Duration.ZERO, sources.get(random.nextInt(sources.size()))));
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            onDemand.add(new OnDemandView("o" + i, List.of(projection("v" + random.nextInt(views.size()))), random.nextBoolean() ? List.of(CITY) : List.of(),
                    List.of(),
                    "", Map.of(), ""));
        }
        for (int i = 0; i < random.nextInt(5); i++) {
            List<Projection> taken = new ArrayList<>();
            views.stream().filter(view -> random.nextBoolean()).forEach(view -> taken.add(projection(view.name())));
            onDemand.stream().filter(view -> random.nextBoolean()).forEach(view -> taken.add(projection(view.name())));
            services.add(new FeatureService("f" + i, taken, "", Map.of(), ""));
        }
        return new Definitions("p", List.of(), sources, List.of(), views, onDemand, services);
    }

    private static Projection projection(String view) {
        return new Projection(view, List.of("rate"), Optional.empty(), Map.of());
    }
}
