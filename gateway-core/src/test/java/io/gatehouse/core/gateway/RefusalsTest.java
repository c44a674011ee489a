// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Problem;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.tls.fixtures.TestCa;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload that nobody asked for does not do. */
class RefusalsTest {
    private static final TestCa CA = TestCa.create("refusals");
    private static final String ANY = "  - {id: any, sni: \"*.test\", cert: certs/any.crt, key: certs/any.key}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ConfigDir config;

    @BeforeEach
    void write() {
        config = new ConfigDir(folder)
                .identity("shop", CA.server("shop.test", "www.shop.test"))
                .identity("any", CA.server("*.test"));
    }

    @Test
    void whatRunsIsNotQuarantinedUnderItsId() {
        assertThat(refusals("id: shop, sni: shop.test", "id: shop, sni: other.test"))
                .containsExactly("ssl object 'shop' runs and would be quarantined");
    }

    @Test
    void norUnderAnotherOne() {
        assertThat(refusals("id: shop, sni: shop.test", "id: store, sni: shop.test"))
                .containsExactly("ssl object 'store' would be quarantined, with names that 'shop' serves");
        assertThat(refusals("sni: shop.test", "id: shop, snis: [www.shop.test, shop.test]"))
                .hasSize(1);
    }

    /** Its names are its own from the beginning, and one faulty object does not keep the others back. */
    @Test
    void whatIsNewIs() {
        assertThat(refusals("id: shop, sni: shop.test", "id: shop, sni: shop.test", "id: new, sni: new.test"))
                .isEmpty();
    }

    /** Of a load after which the last object has a key that is not its own. */
    private List<String> refusals(String before, String... after) {
        Loaded running = load(List.of(before), "certs/shop.key");
        config.file("certs/other.key", CA.server("shop.test").keyPem());
        return Refusals.newlyFaulty(running, load(List.of(after), "certs/other.key")).stream()
                .map(Problem::message)
                .toList();
    }

    private Loaded load(List<String> objects, String lastKey) {
        StringBuilder ssls = new StringBuilder(ANY);
        for (int i = 0; i < objects.size(); i++) {
            String key = i == objects.size() - 1 ? lastKey : "certs/shop.key";
            ssls.append("  - {")
                    .append(objects.get(i))
                    .append(", cert: certs/shop.crt, key: ")
                    .append(key)
                    .append("}\n");
        }
        config.gateway(
                "listeners: [{address: \"127.0.0.1:0\", protocol: https}]\non_invalid_object: quarantine\nssls:\n"
                        + ssls);
        return new ConfigLoader(config.gatewayYaml(), Clock.systemUTC())
                .load()
                .loaded()
                .orElseThrow();
    }
}
