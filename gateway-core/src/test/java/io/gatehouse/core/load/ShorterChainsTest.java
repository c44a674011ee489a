// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.tls.ShorterChains;
import io.gatehouse.tls.fixtures.TestCa;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ssl objects without id are known by their first name, wherever they stand. */
class ShorterChainsTest {
    private static final TestCa CA = TestCa.create("chains");
    private static final TestCa MIDDLE = CA.intermediate("chains middle");
    private static final String A = "  - {sni: a.test, cert: certs/a.crt, key: certs/a.key}\n";
    private static final String B = "  - {sni: b.test, cert: certs/b.crt, key: certs/b.key}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ConfigDir config;

    @BeforeEach
    void write() {
        config = new ConfigDir(folder).identity("a", MIDDLE.server("a.test")).identity("b", CA.server("b.test"));
    }

    @Test
    void anObjectThatIsWrittenAboveAnotherIsNotComparedWithIt() {
        Loaded before = load(A);

        assertThat(warnings(before, load(B + A))).isEmpty();
    }

    @Test
    void anObjectThatMovedIsComparedWithItself() {
        Loaded before = load(A);
        config.identity("a", CA.server("a.test"));

        assertThat(warnings(before, load(B + A)))
                .singleElement()
                .extracting(Problem::field, Problem::message)
                .containsExactly("ssls[1].cert", "chain became shorter than the running one");
    }

    private static List<Problem> warnings(Loaded before, Loaded after) {
        Problems problems = new Problems();
        ShorterChains.warn(before.tls().index(), after.tls().index(), after.config(), problems);
        return problems.all();
    }

    private Loaded load(String ssls) {
        config.gateway("listeners: [{address: \"127.0.0.1:0\", protocol: https}]\nssls:\n" + ssls);
        ConfigLoader.Result result = new ConfigLoader(config.gatewayYaml(), Clock.systemUTC()).load();
        return result.loaded()
                .orElseThrow(() -> new AssertionError(result.problems().all()));
    }
}
