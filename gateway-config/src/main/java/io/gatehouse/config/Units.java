// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Durations and sizes as text.
 *
 * <p>A duration is a number with the unit {@code ms}, {@code s}, {@code m} or {@code h}; without unit it means seconds,
 * as in APISIX. A size is a whole number with the unit {@code B}, {@code KiB}, {@code MiB}, {@code GiB} and so on; without unit
 * it means bytes.
 */
final class Units {
    private static final int MAX_TEXT = 24; // far above any sensible value, and below what costs time to multiply
    private static final Map<String, Long> NANOS = new LinkedHashMap<>();
    private static final Map<String, Long> BYTES = new LinkedHashMap<>();

    static {
        NANOS.put("h", 3_600_000_000_000L);
        NANOS.put("m", 60_000_000_000L);
        NANOS.put("s", 1_000_000_000L);
        NANOS.put("ms", 1_000_000L);
        BYTES.put("PiB", 1L << 50);
        BYTES.put("TiB", 1L << 40);
        BYTES.put("GiB", 1L << 30);
        BYTES.put("MiB", 1L << 20);
        BYTES.put("KiB", 1L << 10);
        BYTES.put("B", 1L);
    }

    private Units() {}

    /** Reads a duration; null if the text is none, or is finer than a nanosecond, or longer than 292 years. */
    static @Nullable Duration parseDuration(String text) {
        int end = numberEnd(text, true);
        Long unit = end == text.length() ? Long.valueOf(1_000_000_000L) : NANOS.get(text.substring(end));
        if (end == 0 || unit == null || text.length() > MAX_TEXT) {
            return null;
        }
        try {
            BigDecimal nanos = new BigDecimal(text.substring(0, end)).multiply(BigDecimal.valueOf(unit));
            return Duration.ofNanos(nanos.longValueExact());
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** Reads a size in bytes; -1 if the text is none. */
    static long parseSize(String text) {
        int end = numberEnd(text, false);
        Long unit = end == text.length() ? Long.valueOf(1) : BYTES.get(text.substring(end));
        if (end == 0 || end > 18 || unit == null) {
            return -1;
        }
        try {
            return Math.multiplyExact(Long.parseLong(text.substring(0, end)), unit);
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    /** The shortest text that reads back as this duration. */
    static String format(Duration duration) {
        long nanos = duration.toNanos();
        for (Map.Entry<String, Long> unit : NANOS.entrySet()) {
            if (nanos != 0 && nanos % unit.getValue() == 0) {
                return nanos / unit.getValue() + unit.getKey();
            }
        }
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "s";
    }

    /** The shortest text that reads back as this size. */
    static String formatSize(long bytes) {
        for (Map.Entry<String, Long> unit : BYTES.entrySet()) {
            if (bytes != 0 && bytes % unit.getValue() == 0 && unit.getValue() > 1) {
                return bytes / unit.getValue() + unit.getKey();
            }
        }
        return Long.toString(bytes);
    }

    /** What to write instead of a text that is no duration. */
    static String meantDuration(String text) {
        String joined = text.replace(" ", "").toLowerCase(Locale.ROOT);
        int end = numberEnd(joined, true);
        String unit = switch (joined.substring(end)) {
            case "ms", "msec", "millis" -> "ms";
            case "s", "sec", "secs", "second", "seconds" -> "s";
            case "m", "min", "mins", "minute", "minutes" -> "m";
            case "h", "hour", "hours" -> "h";
            default -> "";
        };
        return end == 0 || unit.isEmpty()
                ? "write a number of seconds, or a number with the unit ms, s, m or h"
                : "write " + joined.substring(0, end) + unit;
    }

    /** What to write instead of a text that is no size. */
    static String meantSize(String text) {
        String joined = text.replace(" ", "").replace("/s", "").toLowerCase(Locale.ROOT); // rates say it by their key
        int end = numberEnd(joined, false);
        String unit = switch (joined.substring(end)) {
            case "k", "kb", "kib" -> "KiB";
            case "m", "mb", "mib" -> "MiB";
            case "g", "gb", "gib" -> "GiB";
            case "b" -> "B";
            default -> "";
        };
        return end == 0 || unit.isEmpty()
                ? "write a whole number of bytes, or a whole number with the unit KiB, MiB or GiB"
                : "write " + joined.substring(0, end) + unit;
    }

    /** Where the number ends that the text begins with; 0 if it begins with none. */
    private static int numberEnd(String text, boolean fraction) {
        int at = digitsEnd(text, 0);
        if (at > 0 && fraction && at < text.length() && text.charAt(at) == '.') {
            int end = digitsEnd(text, at + 1);
            return end == at + 1 ? 0 : end;
        }
        return at;
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
