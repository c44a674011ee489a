// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.tls.fixtures.TestCa;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExchangeTest {
    private static final TestCa CA = TestCa.create("groups");
    private static final TestGateway gateway = TestGateway.serving(
            TestObjects.object("usual", "usual.test")
                    .with(CA.server("usual.test"))
                    .build(),
            TestObjects.object("narrow", "narrow.test")
                    .with(CA.server("narrow.test"))
                    .groups(NamedGroup.P_384)
                    .build());

    @AfterAll
    static void close() {
        gateway.close();
    }

    @Test
    void prefersThePostQuantumGroup() throws Exception {
        try (BoringClient client = BoringClient.speakingGroups("TLSv1.3", "X25519", "X25519MLKEM768", "P-256")) {
            assertThat(client.exchange(gateway.address(), "usual.test").group()).isEqualTo("X25519MLKEM768");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X25519MLKEM768", "X25519", "P-256", "P-384"})
    void acceptsEachConfiguredGroup(String group) throws Exception {
        try (BoringClient client = BoringClient.speakingGroups("TLSv1.3", group)) {
            assertThat(client.exchange(gateway.address(), "usual.test").group()).isEqualTo(group);
        }
    }

    @Test
    void acceptsNoOtherGroup() throws Exception {
        try (BoringClient client = BoringClient.speakingGroups("TLSv1.3", "X25519")) {
            assertThatThrownBy(() -> client.exchange(gateway.address(), "narrow.test"))
                    .hasMessageContaining("HANDSHAKE_FAILURE");
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.PROTOCOL);
        }
    }
}
