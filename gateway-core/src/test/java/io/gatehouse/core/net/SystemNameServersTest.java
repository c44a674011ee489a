// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemNameServersTest {
    private static final InetSocketAddress OWN = new InetSocketAddress("127.0.0.1", 53);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final AtomicLong now = new AtomicLong();

    @Test
    void areThoseOfTheFile() throws IOException {
        SystemNameServers servers = of("search bank.test\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n");

        assertThat(asked(servers)).isEqualTo(new InetSocketAddress("192.0.2.1", 53));
    }

    /** Whoever runs a network without DNS wants nobody outside to hear the names in it, or to say what they are. */
    @ParameterizedTest
    @ValueSource(strings = {"", "# nobody\n", "search bank.test\n", "nameserver\n"})
    void areThisMachineWhereTheFileNamesNone(String text) throws IOException {
        assertThat(asked(of(text))).isEqualTo(OWN);
    }

    @Test
    void areThisMachineWhereThereIsNoFile() {
        assertThat(asked(new SystemNameServers(folder.resolve("nothing"), now::get)))
                .isEqualTo(OWN);
    }

    @Test
    void areReadAgainAndStayWhileTheFileNamesNone() throws IOException {
        SystemNameServers servers = of("nameserver 192.0.2.1\n");
        file("nameserver 192.0.2.7\n");
        assertThat(asked(servers)).isEqualTo(new InetSocketAddress("192.0.2.1", 53));

        now.addAndGet(SystemNameServers.KEPT_NANOS + 1);
        assertThat(asked(servers)).isEqualTo(new InetSocketAddress("192.0.2.7", 53));

        file("");
        now.addAndGet(SystemNameServers.KEPT_NANOS + 1);
        assertThat(asked(servers)).isEqualTo(new InetSocketAddress("192.0.2.7", 53));
    }

    private SystemNameServers of(String text) throws IOException {
        return new SystemNameServers(file(text), now::get);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("resolv.conf"), text);
    }

    private static InetSocketAddress asked(SystemNameServers servers) {
        return servers.nameServerAddressStream("app.bank.test").next();
    }
}
