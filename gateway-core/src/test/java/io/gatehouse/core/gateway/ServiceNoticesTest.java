// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the start, of reloads and of the stop, see {@code ServiceNoticesIT}. */
class ServiceNoticesTest {
    /** A reload may be under way when the end begins. */
    @Test
    void nothingIsToldBehindTheStop(@TempDir Path folder) throws Exception {
        Epoll.ensureAvailability();
        Socket manager = Socket.newSocketDomainDgram();
        try {
            String path = folder.resolve("notify").toString();
            manager.bind(new DomainSocketAddress(path));
            ServiceNotices notices = new ServiceNotices(path);

            notices.stopping(Duration.ofSeconds(1));
            notices.reloading();

            ByteBuffer datagram = ByteBuffer.allocateDirect(256);
            int length = manager.recvFromDomainSocket(datagram, 0, datagram.capacity())
                    .receivedAmount();
            byte[] told = new byte[length];
            datagram.get(0, told);
            assertThat(new String(told, StandardCharsets.UTF_8)).startsWith("STOPPING=1\n");
            assertThat(manager.recvFromDomainSocket(datagram, 0, datagram.capacity()))
                    .isNull();
        } finally {
            manager.close();
        }
    }
}
