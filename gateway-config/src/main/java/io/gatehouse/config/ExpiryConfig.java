// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/**
 * {@code expiry}: what follows from a certificate that is at its end.
 *
 * @param readiness what it does to readiness; {@code ignore} by default
 */
public record ExpiryConfig(Readiness readiness) {
    /** What holds when {@code expiry} is left out. */
    public static final ExpiryConfig DEFAULT = new ExpiryConfig(Readiness.IGNORE);

    private static final Choice<Readiness> WORDS =
            new Choice<Readiness>().with("ignore", Readiness.IGNORE).with("degrade", Readiness.DEGRADE);

    /** Reads {@code expiry}. */
    static ExpiryConfig read(Fields expiry) {
        return new ExpiryConfig(expiry.choice("readiness", WORDS, DEFAULT.readiness));
    }

    /** What a served certificate that clients refuse does to readiness. */
    public enum Readiness {
        /** It is told, and nothing else. */
        IGNORE,
        /** The gateway is not ready. */
        DEGRADE
    }
}
