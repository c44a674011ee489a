// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.tls.fixtures.TestCa;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatehouse lint} as scripts call it: what is printed where, and the exit code. */
class LintIT {
    private static final TestCa CA = TestCa.create("lint");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ConfigDir config;

    @BeforeEach
    void prepare() {
        config = new ConfigDir(folder).identity("shop", CA.server("shop.test")).gateway(yaml("shop.test"));
    }

    @Test
    void endsWith0WhereNothingIsWrong() throws Exception {
        assertThat(lint("--strict")).isEqualTo(new Finished(0, "0 errors, 0 warnings, 0 notes\n", ""));
    }

    @Test
    void saysWhereWhatAndByWhichRule() throws Exception {
        config.gateway(yaml("store.test"));
        String said = """
                gateway.yaml:2:42: warning: ssls[0].cert: certificate does not cover 'store.test' [name-not-covered]
                    found:    certs/shop.crt is valid for shop.test
                    expected: 'store.test' among its subject alternative names
                    remedy:   issue a certificate for this name, or correct sni; clients refuse this one
                0 errors, 1 warning, 0 notes
                """;
        assertThat(lint()).isEqualTo(new Finished(0, said, ""));
        assertThat(lint("--strict")).isEqualTo(new Finished(2, said, ""));
    }

    @Test
    void anErrorFailsAndHidesNothing() throws Exception {
        config.gateway(yaml("store.test"))
                .file("certs/shop.key", CA.server("other.test").keyPem());
        Finished json = lint("--format", "json");
        assertThat(json.exitCode()).isEqualTo(2);
        JsonNode document = new ObjectMapper().readTree(json.out());
        assertThat(document.get("ok").booleanValue()).isFalse();
        assertThat(document.get("problems").findValuesAsText("rule"))
                .containsExactlyInAnyOrder("name-not-covered", "key-mismatch");

        Finished sarif = lint("--format", "sarif");
        assertThat(sarif.exitCode()).isEqualTo(2);
        JsonNode results = new ObjectMapper().readTree(sarif.out()).at("/runs/0/results");
        assertThat(results.findValuesAsText("ruleId")).containsExactlyInAnyOrder("name-not-covered", "key-mismatch");
        assertThat(results.findValuesAsText("uri")).containsOnly("gateway.yaml");
    }

    @Test
    void theWindowOfDaysIsTheCallers() throws Exception {
        assertThat(lint("--days", "10", "--strict").exitCode()).isZero();
        assertThat(lint("--days", "31d", "--strict").out()).contains("[certificate-expiring]");
        assertThat(lint("--days", "soon").exitCode()).isEqualTo(64);
    }

    private Finished lint(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("lint", "--config", "gateway.yaml"));
        command.addAll(List.of(options));
        return GatewayProcess.run(folder, command.toArray(new String[0]));
    }

    private static String yaml(String sni) {
        return String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                ssls: [{id: shop, sni: %s, cert: certs/shop.crt, key: certs/shop.key}]
                """, sni);
    }
}
