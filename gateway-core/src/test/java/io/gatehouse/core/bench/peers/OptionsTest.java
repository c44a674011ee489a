// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void withoutOptionsAllIsMeasured() {
        Options options = Options.of();
        assertThat(names(options.proxies)).containsExactly("gatehouse", "nginx", "haproxy", "direct");
        assertThat(options.wanted()).hasSameSizeAs(SideBySide.scenarios());
        assertThat(names(options.startable())).containsExactly("gatehouse", "nginx", "haproxy");
    }

    @Test
    void furtherGatewaysAreLikeTheFirstButForWhatIsSaid() {
        Options options = Options.of(
                "--baseline-jar",
                "old.jar",
                "--gatehouse",
                "ring;transport=io_uring;opts=-Xmx1g -Xms1g",
                "--java-opts",
                "-Xmx2g");
        assertThat(names(options.proxies))
                .containsExactly("gatehouse", "gatehouse-old", "ring", "nginx", "haproxy", "direct");
        GatehouseProxy first = (GatehouseProxy) options.proxies.get(0);
        assertThat(options.proxies.get(1))
                .isEqualTo(first.with("name", "gatehouse-old").with("jar", "old.jar"));
        assertThat(options.proxies.get(2))
                .isEqualTo(
                        first.with("name", "ring").with("transport", "io_uring").with("opts", "-Xmx1g -Xms1g"));
        assertThat(first.javaOptions()).isEqualTo("-Xmx2g");
    }

    @Test
    void aSecondJdkIsForStarts() {
        Options options = Options.of("--java25", "/jdk25", "--without", "haproxy,direct");
        assertThat(names(options.startable())).containsExactly("gatehouse", "gatehouse, JDK 25", "nginx");
        assertThat(names(options.proxies)).containsExactly("gatehouse", "nginx");
    }

    @Test
    void scenariosAreChosenByName() {
        assertThat(wanted("--only", "resumed,latency")).containsExactly("resumed", "latency");
        assertThat(wanted("--smoke")).containsExactly("keepalive-http", "keepalive-mtls", "handshake-p256");
        assertThat(wanted("--only", "latency", "--smoke")).containsExactly("latency");
        assertThatThrownBy(() -> Options.of("--only", "latency,lateness").wanted())
                .hasMessageContaining("[lateness]")
                .hasMessageContaining("keepalive-http");
    }

    @Test
    void whatIsNotAnOptionIsRefused() {
        assertThatThrownBy(() -> Options.of("--fast", "1")).hasMessage("--fast: not an option");
        assertThatThrownBy(() -> Options.of("--rounds")).hasMessageContaining("without its value");
        assertThatThrownBy(() -> Options.of("--nginx", "nginx2")).hasMessageContaining("expected: name=value");
        assertThatThrownBy(() -> Options.of("--gatehouse", "x;heap=1g")).hasMessage("a gateway has no heap");
    }

    private static List<String> wanted(String... args) {
        return Options.of(args).wanted().stream().map(Scenario::name).toList();
    }

    private static List<String> names(List<Proxy> proxies) {
        return proxies.stream().map(Proxy::name).toList();
    }
}
