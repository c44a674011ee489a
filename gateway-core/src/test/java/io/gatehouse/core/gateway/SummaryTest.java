// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one line of the log says of a reload. */
class SummaryTest {
    private static final String FIRST = "  - {id: first, uri: \"/*\", methods: [GET], upstream_id: web}\n";
    private static final String SECOND = "  - {id: second, uri: \"/*\", methods: [GET, PUT], upstream_id: web}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void anotherOrderOfRoutesIsNoChangeOfFilesAlone() {
        Loaded before = load(FIRST + SECOND);
        Loaded after = load(SECOND + FIRST);

        ConfigDiff diff = ConfigDiff.between(before.config(), after.config());

        assertThat(after.sameAs(before)).isFalse();
        assertThat(Summary.of(diff)).isEqualTo("added=[] changed=[routes] removed=[]");
        assertThat(Summary.changes(diff, before.tls(), after.tls()).changed()).isEqualTo(List.of("routes"));
    }

    private Loaded load(String routes) {
        ConfigDir config = new ConfigDir(folder).gateway("""
                listeners: [{address: "127.0.0.1:0", protocol: http}]
                limits: {connections: 100}
                upstreams: [{id: web, nodes: {"127.0.0.1:9001": 1}}]
                routes:
                """ + routes);
        ConfigLoader.Result result = new ConfigLoader(config.gatewayYaml(), Clock.systemUTC()).load();
        return result.loaded()
                .orElseThrow(() -> new AssertionError(result.problems().all()));
    }
}
