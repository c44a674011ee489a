// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.fixtures.TestCa;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SslUsageTest {
    private static final TestCa CA = TestCa.create("usage");
    private static final String GATEWAY = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            on_invalid_object: quarantine
            ssls:
              - {id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}
              - {sni: api.test, cert: certs/api.crt, key: certs/api.key}
              - {id: old, sni: old.test, cert: certs/shop.crt, key: certs/shop.key}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** It comes back: whoever asks whether it is still in use then must not be told that it never was. */
    @Test
    void anObjectInQuarantineIsRememberedAndOneThatIsGoneIsNot() {
        ConfigDir config = new ConfigDir(folder)
                .identity("shop", CA.server("shop.test"))
                .identity("api", CA.server("api.test"))
                .gateway(GATEWAY);
        SslUsage usage = new SslUsage();
        for (String each : new String[] {"shop", "sni:api.test", "old"}) {
            usage.served(each, 1_000);
        }

        config.file("certs/api.key", CA.server("other.test").keyPem())
                .gateway(GATEWAY.lines()
                        .filter(line -> !line.contains("id: old"))
                        .reduce("", (a, b) -> a + b + "\n"));
        usage.retainOnly(index(config));

        assertThat(usage.handshakes("shop")).isEqualTo(1);
        assertThat(usage.handshakes("sni:api.test")).isEqualTo(1);
        assertThat(usage.last("sni:api.test")).contains(Instant.ofEpochMilli(1_000));
        assertThat(usage.handshakes("old")).isZero();
    }

    private static SslIndex index(ConfigDir config) {
        return new ConfigLoader(config.gatewayYaml(), Clock.systemUTC())
                .load()
                .loaded()
                .orElseThrow()
                .tls()
                .index();
    }
}
