package cyclo.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final Ink PLAIN = new Ink(false);

    @Test void coloursAreForTerminalsAndForNobodyWhoDeclinedThem() {
        assertThat(Terminal.ink(Map.of(), true).red("x")).isEqualTo("\u001b[31mx\u001b[0m");
        assertThat(Terminal.ink(Map.of(), false).red("x")).isEqualTo("x");
        assertThat(Terminal.ink(Map.of("NO_COLOR", "1"), true).coloured()).isFalse();
        assertThat(Terminal.ink(Map.of("NO_COLOR", ""), true).coloured()).isTrue();
        assertThat(Terminal.ink(Map.of("TERM", "dumb"), true).coloured()).isFalse();
        assertThat(Terminal.ink(Map.of("CLICOLOR_FORCE", "1"), false).coloured()).isTrue();
        assertThat(Terminal.ink(Map.of("CLICOLOR_FORCE", "0"), false).coloured()).isFalse();
        assertThat(Terminal.ink(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"), true).coloured()).isFalse();
    }

    @Test void onlyAYesIsAYes() {
        assertThat(new String[] {"y", " YES ", "Yes"}).allMatch(Terminal::isYes);
        assertThat(new String[] {"", "n", "no", "yesterday", "ja"}).noneMatch(Terminal::isYes);
    }

    @Test void lettersTakeTheColumnsTheyTake() {
        assertThat(List.of("Hà Nội", "Ha\u0300", "東京", "서울", "🚗 x", "▁█━", "")).extracting(Terminal::width).containsExactly(6, 2, 4, 4, 4, 3, 0);
    }

    @Test void aBarTellsRateAndTimeLeft() {
        assertThat(Progress.line("materialize stats: rows", 250_000, 1_000_000, 2, 120, false, PLAIN))
                .isEqualTo("materialize stats: rows  [######..................]  250,000 of 1,000,000  125,000/s  6 s left");
        assertThat(Progress.line("rows", 1, 2, 3600, 120, true, PLAIN)).isEqualTo("rows  ━━━━━━━━━━━━╺───────────  1 of 2  0.0/s  1 h 00 min left");
        assertThat(Progress.line("rows", 2, 2, 1, 120, true, PLAIN)).isEqualTo("rows  ━━━━━━━━━━━━━━━━━━━━━━━━  2 of 2  2.0/s");
        assertThat(Progress.line("rows", 7_500, 0, 75, 120, false, PLAIN)).isEqualTo("rows  7,500  100/s  1 min 15 s");
    }

    @Test void aBarFitsTheTerminal() {
        for (int columns = 20; columns < 150; columns++) {
            for (long now : new long[] {0, 1, 999_999, 1_000_000, 2_000_000}) {
                assertThat(Progress.line("materialize stats: rows", now, 1_000_000, 100, columns, true, PLAIN).length()).isLessThan(columns);
                assertThat(Progress.line("materialize stats: rows", now, 0, 100, columns, true, PLAIN).length()).isLessThan(columns);
            }
        }
    }
}
