package cyclo.featureserver;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.Ink;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.statistics.ViewStatistics;
import cyclo.features.statistics.ViewStatistics.FeatureStatistics;
import cyclo.features.statistics.ViewStatistics.Frequent;
import cyclo.features.statistics.ViewStatistics.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StatisticsTextTest {
    @Test void sharesOfTextsAreOfTheRowsThatHaveOneAsOnThePage() {
        Instant now = Instant.parse("2024-01-03T00:00:00Z");
        Field city = Field.of("city", ValueType.STRING);
        FeatureView view = FeatureView.of("stats", List.of(), List.of(city), Duration.ZERO, DataSource.table("s", "stats", "ts", Optional.empty()));
        OptionalDouble none = OptionalDouble.empty();
        ViewStatistics stats = new ViewStatistics("stats", now, 40, 0, 2, 2, Optional.of(now), Optional.of(now), Histogram.NONE, List.of(
                new FeatureStatistics(city, 40, 20, 0, none, none, none, none, Histogram.NONE, List.of(new Frequent("Hue", 15), new Frequent("Berlin", 5)), 2)));
        assertThat(new StatisticsText(stats, view, new Ink(false)).text(false)).contains("50 %", "2 different: Hue 75 %, Berlin 25 %");
    }
}
