// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.tls.HandshakeFailure;
import io.gatehouse.tls.HandshakeListener;
import io.gatehouse.tls.TlsEstablished;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.function.Function;

/** Notes the handshakes that direct memory ran out under, like everything else that is cut for it. Any event loop. */
final class MemoryOfHandshakes implements HandshakeListener {
    private final HandshakeListener listener;
    private final Function<EventLoop, MemoryShortage> memory;

    /** {@code listener} hears of all handshakes. */
    MemoryOfHandshakes(HandshakeListener listener, Function<EventLoop, MemoryShortage> memory) {
        this.listener = listener;
        this.memory = memory;
    }

    @Override
    public void refused(Channel channel, HandshakeFailure reason, String sni, String detail) {
        if (reason == HandshakeFailure.OUT_OF_MEMORY) {
            memory.apply(channel.eventLoop()).noted(detail);
        }
        listener.refused(channel, reason, sni, detail);
    }

    @Override
    public void established(Channel channel, TlsEstablished established) {
        listener.established(channel, established);
    }

    @Override
    public void acceptedUnderStaleCrl(Channel channel, String sni) {
        listener.acceptedUnderStaleCrl(channel, sni);
    }
}
