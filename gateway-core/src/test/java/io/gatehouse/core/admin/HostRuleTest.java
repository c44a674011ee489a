// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRuleTest {
    private final HostRule rule = new HostRule("admin.internal");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:9901",
                "10.1.2.3:9901",
                "[::1]:9901",
                "[::1]",
                "localhost",
                "LocalHost:9901",
                "admin.internal:9901",
            })
    void admitsLiteralsLocalhostAndTheConfiguredName(String host) {
        assertThat(rule.admits(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example.com",
                "rebound.example.com:9901",
                "localhost.example.com",
                "127.0.0.1.example.com",
                "[::1",
                "127.0.0.1:9901:1",
            })
    void refusesNamesThatAnybodyCanPointHere(String host) {
        assertThat(rule.admits(host)).isFalse();
    }

    @Test
    void admitsProbesWithoutHost() {
        assertThat(rule.admits(null)).isTrue();
    }
}
