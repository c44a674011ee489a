// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
    private static final String YAML = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            event_loops: 3
            tls:
              ciphers: [A, B]
              groups:
                - X25519
                - P-256
            admin:
              address: "127.0.0.1:9901"
            """;

    @ParameterizedTest(name = "{0} stands at {1}:{2}")
    @CsvSource({
        "event_loops, 2, 14",
        "tls.ciphers[1], 4, 16",
        "tls.groups[1], 7, 7",
        "admin.address, 9, 12",
        "listeners[0].protocol, 1, 48",
        "tls.groups[7], 6, 5",
        "tls.nothing.at.all, 4, 3",
        "transport, 1, 1",
    })
    void ofAFieldOrOfWhatIsAroundIt(String field, int line, int column) {
        Problems problems = Reading.load(MemoryFiles.of(YAML), Map.of()).problems();
        Problem unplaced = new Problem(
                Severity.ERROR, Location.startOf("conf/gateway.yaml"), field, "wrong", "this", "that", "mend it");
        Problem placed = problems.placed(unplaced);
        assertThat(placed.where()).isEqualTo(new Location("conf/gateway.yaml", line, column));
        assertThat(placed).usingRecursiveComparison().ignoringFields("where").isEqualTo(unplaced);
    }
}
