package cyclo.featureserver.http;

import cyclo.common.table.Column;
import java.nio.charset.StandardCharsets;

/**
 * Writes event times as protobuf's JSON does: {@code 2024-01-02T00:00:00Z}, with three or six digits of a second where there are some. An answer of 100
 * entities holds hundreds of them, so it makes no {@link java.time.Instant} and no text of each. Not thread safe.
 */
final class EventTimeText {
    private static final long DAY = 86_400_000_000L;
    private static final long FIRST = -62_135_596_800_000_000L; // 0001-01-01
    private static final long AFTER_LAST = 253_402_300_800_000_000L; // 10000-01-01
    private static final int TO_SECONDS = 19;

    private final byte[] text = new byte[27];
    private byte[] bytes = text;
    private int length;
    private long written = Long.MIN_VALUE;

    /** @param micros since 1970-01-01T00:00:00Z */
    void set(long micros) {
        if (micros == written) {
            return;
        }
        written = micros;
        if (micros < FIRST || micros >= AFTER_LAST) {
            bytes = Column.instant(micros).toString().getBytes(StandardCharsets.US_ASCII);
            length = bytes.length;
            return;
        }
        bytes = text;
        date(Math.floorDiv(micros, DAY));
        long inDay = Math.floorMod(micros, DAY);
        int seconds = (int) (inDay / 1_000_000);
        text[10] = 'T';
        two(11, seconds / 3600);
        text[13] = ':';
        two(14, seconds / 60 % 60);
        text[16] = ':';
        two(17, seconds % 60);
        length = fraction((int) (inDay % 1_000_000));
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Years of 400 years, counted from the first of March: see Howard Hinnant, chrono-compatible low-level date algorithms. */
    private void date(long epochDay) {
        long days = epochDay + 719_468;
        long era = Math.floorDiv(days, 146_097);
        int dayOfEra = (int) (days - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * month + 2) / 5 + 1;
        int ofYear = month < 10 ? month + 3 : month - 9;
        int year = (int) (yearOfEra + era * 400) + (ofYear <= 2 ? 1 : 0);
        two(0, year / 100);
        two(2, year % 100);
        text[4] = '-';
        two(5, ofYear);
        text[7] = '-';
        two(8, day);
    }

    private int fraction(int micros) {
        if (micros == 0) {
            text[TO_SECONDS] = 'Z';
            return TO_SECONDS + 1;
        }
        boolean millis = micros % 1000 == 0;
        int digits = millis ? 3 : 6;
        int left = millis ? micros / 1000 : micros;
        text[TO_SECONDS] = '.';
        for (int at = TO_SECONDS + digits; at > TO_SECONDS; at--) {
            text[at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        text[TO_SECONDS + digits + 1] = 'Z';
        return TO_SECONDS + digits + 2;
    }

    private void two(int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
