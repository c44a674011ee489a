// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
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
        EmbeddedChannel first = new EmbeddedChannel(false, false);
        EmbeddedChannel second = new EmbeddedChannel(false, false);

        socket.writeInbound(first, second);

        assertThat(socket.<Object>readInbound()).isSameAs(first);
        assertThat(socket.<Object>readInbound()).isNull();
    }
}
