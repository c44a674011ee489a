// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problem;
import io.gatehouse.config.TransportChoice;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.LocalFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartOnlyTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void theTransportThatAutoStandsForIsNoOther() throws Exception {
        String here = Transports.choose(TransportChoice.AUTO).name();
        String other = here.equals("nio") ? "epoll" : "nio";

        GatewayConfig auto = config("auto");

        assertThat(RestartOnly.of(ConfigDiff.between(auto, config(here)), auto, config(here)))
                .isEmpty();
        assertThat(RestartOnly.of(ConfigDiff.between(config(here), auto), config(here), auto))
                .isEmpty();
        assertThat(RestartOnly.of(ConfigDiff.between(auto, config(other)), auto, config(other)))
                .extracting(Problem::field)
                .containsExactly("transport");
    }

    private GatewayConfig config(String transport) {
        ConfigDir files = new ConfigDir(folder).gateway("""
                listeners: [{address: "127.0.0.1:0", protocol: http}]
                transport: %s
                """.formatted(transport));
        return new ConfigReader(new LocalFiles(), name -> null)
                .read(files.gatewayYaml())
                .config()
                .orElseThrow();
    }
}
