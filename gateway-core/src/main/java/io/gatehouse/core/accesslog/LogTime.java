// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.accesslog;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats points in time, {@code 2026-11-23T20:44:50.123Z}. Lines of one second share the work. One thread at a time. */
final class LogTime {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.", Locale.ROOT).withZone(ZoneOffset.UTC);

    private long second = Long.MIN_VALUE;
    private final StringBuilder text = new StringBuilder(24);
    private int prefix;

    /** The text; valid until the next call. */
    CharSequence format(Instant time) {
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            text.setLength(0);
            text.append(SECOND.format(time));
            prefix = text.length();
        }
        int millis = time.getNano() / 1_000_000;
        text.setLength(prefix);
        text.append((char) ('0' + millis / 100))
                .append((char) ('0' + millis / 10 % 10))
                .append((char) ('0' + millis % 10));
        return text.append('Z');
    }
}
