// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** Whether some ssl object answers {@code tls.fallback_sni}. For configurations without errors, because every one has to be known. */
final class FallbackName {
    private FallbackName() {}

    /** Warns of a name that no object has: clients without SNI are treated as if there were none. */
    static void check(GatewayConfig config, Problems problems) {
        String name = config.tls().fallbackSni();
        if (name.isEmpty() || isAnswered(name, config)) {
            return;
        }
        String field = "tls.fallback_sni";
        problems.warning(
                problems.placeOf(field, config.where()),
                field,
                "no ssl object has this name",
                "'" + name + "'",
                "a name of an enabled ssl object, or one that its wildcard covers; '*' does not count",
                config.tls().defaultSsl().isEmpty()
                        ? "until an object has it, clients that send no SNI are refused"
                        : "until an object has it, clients that send no SNI get the object that tls.default_ssl names");
    }

    private static boolean isAnswered(String name, GatewayConfig config) {
        HostIndex.Builder<SslConfig> byName = HostIndex.builder();
        for (SslConfig ssl : config.ssls()) {
            ssl.names().forEach(each -> byName.add(each, ssl));
        }
        return byName.build()
                .find(name)
                .filter(match -> match.pattern().kind() != HostPattern.Kind.ANY)
                .isPresent();
    }
}
