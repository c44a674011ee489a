// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Location;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TicketKeyFilesTest {
    private final TestConfig files = new TestConfig();
    private final Problems problems = new Problems();

    @Test
    void takesBothLengthsInTheirOrder() {
        files.file("now", new byte[80]).file("before", new byte[48]);
        TicketKeySet keys = read("now", "before");
        assertThat(problems.all()).isEmpty();
        assertThat(keys.secrets()).extracting(each -> each.length).containsExactly(80, 48);
        assertThat(keys).isEqualTo(read("now", "before")).isNotEqualTo(read("before", "now"));
        assertThat(keys).hasToString("TicketKeySet[2 secrets, not shown]");
    }

    @Test
    void refusesEveryOtherLengthAndWhatCannotBeRead() {
        files.file("pem", "-----BEGIN KEY-----").file("long", new byte[81]).file("empty", new byte[0]);
        read("pem", "long", "empty", "missing");
        assertThat(problems.all())
                .extracting(Problem::toString)
                .containsExactly("""
                        gateway.yaml:1:1: error: tls.session_ticket_keys[0]: not a session ticket key
                            found:    pem: 19 octets
                            expected: 48 or 80 random octets, neither PEM nor base64
                            remedy:   make one with  openssl rand 80 > FILE""", refused(1, "long: 81 octets"), refused(2, "empty: 0 octets"), """
                        gateway.yaml:1:1: error: tls.session_ticket_keys[3]: session ticket key cannot be read
                            found:    missing: no such file
                            expected: 48 or 80 random octets, neither PEM nor base64
                            remedy:   correct the path, or the file and its permissions""");
    }

    @Test
    void warnsOfAKeyThatIsOpenToOthers() {
        files.file("key", new byte[48]);
        files.open.add("key");
        read("key");
        assertThat(problems.hasErrors()).isFalse();
        assertThat(problems.all())
                .extracting(Problem::message)
                .containsExactly("session ticket key is open to every user of the machine");
    }

    private static String refused(int index, String found) {
        return """
                gateway.yaml:1:1: error: tls.session_ticket_keys[%d]: not a session ticket key
                    found:    %s
                    expected: 48 or 80 random octets, neither PEM nor base64
                    remedy:   make one with  openssl rand 80 > FILE""".formatted(index, found);
    }

    private TicketKeySet read(String... names) {
        List<Path> paths = Stream.of(names).map(Path::of).toList();
        return TicketKeyFiles.read(paths, files, Location.startOf("gateway.yaml"), problems);
    }
}
