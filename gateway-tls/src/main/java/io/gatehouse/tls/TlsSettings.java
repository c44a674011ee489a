// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.TlsConfig;
import java.util.List;

/**
 * The settings of the {@code tls} section that every context takes part in, with their names understood.
 *
 * @param suites for TLS 1.2, in order of preference
 * @param groups in order of preference
 */
record TlsSettings(List<CipherSuite> suites, List<NamedGroup> groups, boolean sessionTickets) {
    /** For upstreams, about which the configuration says nothing. */
    static final TlsSettings UPSTREAM = new TlsSettings(
            CipherSuite.DEFAULT,
            List.of(NamedGroup.X25519MLKEM768, NamedGroup.X25519, NamedGroup.P_256, NamedGroup.P_384),
            false);

    TlsSettings {
        suites = List.copyOf(suites);
        groups = List.copyOf(groups);
    }

    /** Those of a configuration that was read without faults. */
    static TlsSettings of(TlsConfig config) {
        List<CipherSuite> suites =
                config.ciphers().stream().map(CipherSuite::named).toList();
        return new TlsSettings(
                suites.isEmpty() ? CipherSuite.DEFAULT : suites,
                config.groups().stream().map(NamedGroup::named).toList(),
                config.sessionTickets());
    }
}
