// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The time as a Date field has it (IMF-fixdate: RFC 9110, section 5.6.7), formatted once a second. Not thread-safe: one for
 * each event loop.
 */
public final class HttpDate {
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;
    private long second = Long.MIN_VALUE;
    private String text = "";

    public HttpDate(Clock clock) {
        this.clock = clock;
    }

    public String now() {
        long now = Math.floorDiv(clock.millis(), 1000);
        if (now != second) {
            second = now;
            text = IMF_FIXDATE.format(Instant.ofEpochSecond(now));
        }
        return text;
    }
}
