package cyclo.featureserver;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.features.statistics.ViewStatistics.Histogram;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test void numbersShowFourDigitsThatCount() {
        assertThat(List.of(0.0, 7.0, 1234567.0, 0.49671, 12.3456, 123456.7, 1e20, -0.00001, 0.5, 999.99))
                .extracting(Figures::number).containsExactly("0", "7", "1,234,567", "0.4967", "12.35", "123,457", "1.000e+20", "-1.000e-05", "0.5", "1,000");
    }

    @Test void sharesAreNeverRoundedToNoneOrAll() {
        assertThat(List.of(0.0, 0.00001, 0.125, 0.25, 0.99999, 1.0)).extracting(Figures::percent)
                .containsExactly("0 %", "<0.1 %", "12.5 %", "25 %", ">99.9 %", "100 %");
    }

    @Test void agesAreInTheUnitThatSaysEnough() {
        assertThat(List.of(Duration.ofSeconds(45), Duration.ofMinutes(3), Duration.ofHours(5), Duration.ofDays(12), Duration.ofDays(1168),
                Duration.ofDays(-11)))
                .extracting(Figures::age).containsExactly("45 s", "3 min", "5 h", "12 days", "3.2 years", "11 days ahead");
    }

    @Test void whatIsThereIsNeverBlank() {
        assertThat(Figures.sparkline(new Histogram(0, 1, List.of(0L, 1L, 500L, 1000L)))).isEqualTo(" ▁▄█");
        assertThat(Figures.bar(1, 1_000_000, 40)).isEqualTo("▏");
        assertThat(Figures.bar(0, 1_000_000, 40)).isEmpty();
        assertThat(Figures.bar(1000, 1000, 4)).isEqualTo("████");
    }

    @Test void linesThatDifferAreFound() {
        assertThat(LineDiff.between("a\nb\nc", "a\nc\nd")).extracting(line -> line.sign() + line.text()).containsExactly(" a", "-b", " c", "+d");
        assertThat(LineDiff.between("", "a")).extracting(line -> line.sign() + line.text()).containsExactly("+a");
    }
}
