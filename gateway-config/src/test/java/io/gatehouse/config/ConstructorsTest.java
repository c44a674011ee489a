// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Constructors insist on the ranges that the documentation of the records promises. */
class ConstructorsTest {
    private static final Location AT = Location.startOf("x");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final PemSource PEM = new PemSource.Inline(AT, "", "", "inline");

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("line: 0 (expected: >= 1)", () -> new Location("x", 0, 1)),
                fault("column: 0 (expected: >= 1)", () -> new Location("x", 1, 0)),
                fault("port: -1", () -> new ListenerConfig(AT, "::1", -1, ListenerConfig.Protocol.HTTP)),
                fault("port: 0", () -> new NodeConfig(AT, "a", 0, 1, 0)),
                fault("weight: -1", () -> new NodeConfig(AT, "a", 1, -1, 0)),
                fault("host: ''", () -> new AdminConfig(true, "", 1)),
                fault("connections: 0", () -> new LimitsConfig(0, 0, 0, 1_024, 256, 1, 0, 0, 1_024)),
                fault("connectionsPerClient: -1", () -> new LimitsConfig(1, -1, 0, 1_024, 256, 1, 0, 0, 1_024)),
                fault("requestsPerConnection: -1", () -> new LimitsConfig(1, 0, -1, 1_024, 256, 1, 0, 0, 1_024)),
                fault("minBodyRate: -1", () -> new LimitsConfig(1, 0, 0, 1_024, 256, 1, 0, -1, 1_024)),
                fault("idle: PT0S", () -> new TimeoutsConfig(SECOND, Duration.ZERO, SECOND, SECOND)),
                fault("connect: PT0S", () -> new UpstreamTimeouts(Duration.ZERO, SECOND, SECOND)),
                fault("size: -1", () -> new KeepalivePoolConfig(-1, SECOND, 1)),
                fault(
                        "depth: 11",
                        () -> new ClientAuthConfig(
                                PEM, 11, ClientAuthConfig.Mode.REQUIRED, Optional.empty(), PathRegexes.NONE)),
                fault("retCode: 200", () -> new RedirectConfig(true, 443, "", 200)),
                fault("uri: ''", () -> new RedirectConfig(false, 443, "", 301)),
                fault("prefix: 33", () -> new IpSubnet(true, 0, 0, 33)),
                fault(
                        "clientCertId: 'x'",
                        () -> new UpstreamTlsConfig(
                                true, List.of(), "", Optional.of(new CredentialConfig(PEM, PEM)), "x")),
                fault("path: wrong for kind FILE", () -> new AccessLogConfig(AccessLogConfig.Kind.FILE, null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void insist(String message, ThrowingCallable construction) {
        assertThatThrownBy(construction)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Arguments fault(String message, ThrowingCallable construction) {
        return Arguments.of(message, construction);
    }
}
