// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptGuardTest {
    private final EmbeddedChannel socket = new EmbeddedChannel(
            new AcceptGuard(new ConnectionLimit(1), "127.0.0.1:1", new InetSocketAddress("127.0.0.1", 1)));

    @Test
    void pausesInsteadOfTryingAgainAtOnceWhenThereIsNoDescriptorLeft() {
        socket.freezeTime();

        socket.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));

        assertThat(socket.config().isAutoRead()).isFalse();
        socket.advanceTimeBy(AcceptGuard.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        socket.runScheduledPendingTasks();
        assertThat(socket.config().isAutoRead()).isTrue();
        socket.checkException(); // and the failure goes no further
    }

    @Test
    void closesWhatIsBeyondTheLimit() {
        EmbeddedChannel first = from("127.0.0.1");
        EmbeddedChannel second = from("127.0.0.1");

        socket.writeInbound(first, second);

        assertThat(socket.<Object>readInbound()).isSameAs(first);
        assertThat(socket.<Object>readInbound()).isNull();
    }

    @Test
    void closesWhatCameOverIpv6OrIsGoneAlready() {
        EmbeddedChannel last = from("127.0.0.1");

        socket.writeInbound(from("::1"), new EmbeddedChannel(false, false), last);

        assertThat(socket.<Object>readInbound())
                .isSameAs(last); // and the others took no place of the one that there is
    }

    private static EmbeddedChannel from(String address) {
        return new EmbeddedChannel(false, false) {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(address, 1);
            }
        };
    }
}
