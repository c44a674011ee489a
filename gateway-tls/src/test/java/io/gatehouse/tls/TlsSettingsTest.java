// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reader of configurations and this module know the same names. */
class TlsSettingsTest {
    @Test
    void everyNameThatIsKnownHereMayBeConfigured() {
        List<String> iana =
                Stream.of(CipherSuite.values()).map(CipherSuite::ianaName).toList();
        List<String> openSsl =
                Stream.of(CipherSuite.values()).map(CipherSuite::openSslName).toList();
        List<String> groups =
                Stream.of(NamedGroup.values()).map(NamedGroup::label).toList();
        assertThat(settings(iana, groups)).isEqualTo(settings(openSsl, groups));
        assertThat(settings(iana, groups).suites()).containsExactly(CipherSuite.values());
        assertThat(settings(iana, groups).groups()).containsExactly(NamedGroup.values());
        assertThat(settings(List.of(), groups).suites()).isEqualTo(CipherSuite.DEFAULT);
    }

    @Test
    void everyNameThatMayBeConfiguredIsKnownHere() {
        List<Problem> refused =
                read(List.of("none"), List.of("none")).problems().all();
        assertThat(expected(refused.get(0))).map(CipherSuite::named).containsExactly(CipherSuite.values());
        assertThat(expected(refused.get(1))).map(NamedGroup::named).containsExactly(NamedGroup.values());
    }

    @Test
    void aNameThatTheReaderLetThroughAndNobodyKnowsIsAFaultOfOurs() {
        assertThatThrownBy(() -> CipherSuite.named("AES128-SHA"))
                .hasMessage("suite: 'AES128-SHA' (expected: one of these)");
        assertThatThrownBy(() -> NamedGroup.named("P-255")).hasMessage("group: 'P-255' (expected: one of these)");
    }

    private static TlsSettings settings(List<String> suites, List<String> groups) {
        return TlsSettings.of(read(suites, groups).config().orElseThrow().tls());
    }

    private static ConfigReader.Loaded read(List<String> suites, List<String> groups) {
        TestConfig files = new TestConfig()
                .file(
                        "gateway.yaml",
                        "listeners: [{address: \"127.0.0.1:0\", protocol: http}]\ntls: {ciphers: " + suites
                                + ", groups: " + groups + "}\n");
        return new ConfigReader(files, name -> null).read(Path.of("gateway.yaml"));
    }

    private static List<String> expected(Problem refused) {
        return List.of(refused.expected().split(" \\| ", -1));
    }
}
