// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/**
 * A rule that findings are named by. Ids are stable: scripts and suppressions build on them.
 *
 * @param id lower-case words joined by {@code -}
 * @param severity how much a finding weighs in a lint; a load may say less, and never refuses because of what it can serve
 * @param title what is wrong when it is broken, in a few words
 */
public record LintRule(String id, Severity severity, String title) {
    /** What has no rule of its own: every other problem of a load. Each weighs what the load says. */
    public static final LintRule CONFIGURATION =
            new LintRule("configuration", Severity.ERROR, "the configuration does not load, or does so with a warning");

    /** {@code verify: false}. */
    public static final LintRule UPSTREAM_UNVERIFIED =
            new LintRule("upstream-unverified", Severity.WARNING, "an upstream's certificate is not verified");

    public LintRule {
        Insist.that(id.matches("[a-z0-9]+(-[a-z0-9]+)*"), "id: '%s' (expected: words joined by -)", id);
    }

    /** A finding; parameters as in {@link Problem}. */
    public Problem at(Location where, String field, String message, String found, String expected, String remedy) {
        return new Problem(severity, where, field, message, found, expected, remedy, id);
    }

    /** A finding in a field that takes PEM. */
    public Problem at(PemSource source, String message, String found, String expected, String remedy) {
        return at(source.where(), source.field(), message, found, expected, remedy);
    }
}
