// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.tunnel;

import io.gatehouse.proxy.clock.Deadline;
import io.gatehouse.proxy.clock.WriteStall;
import io.gatehouse.proxy.stream.Cut;
import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.proxy.stream.OutputEnd;
import io.gatehouse.proxy.stream.PeerFault;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two connections joined after a 101: what one side sends goes to the other as it is, until both have ended or are silent.
 *
 * <p>A side in clear text may end its sending and still read: its end is passed on behind what it sent, and the other direction
 * goes on. The end of a TLS connection is the end of both directions, because the TLS library answers a close_notify by its own.
 *
 * <p>Event loop of both connections only.
 */
public final class Tunnel {
    private static final Logger log = LoggerFactory.getLogger(Tunnel.class);

    private final Channel downstream;
    private final Channel upstream;
    private final MemoryShortage memory;
    private final long idleNanos;
    private final Deadline idle;
    private final Deadline drained;
    private boolean oneWay; // one direction has ended
    private boolean closing;

    private Tunnel(Channel downstream, Channel upstream, Duration idle, LongSupplier nanoTime, MemoryShortage memory) {
        this.downstream = downstream;
        this.upstream = upstream;
        this.memory = memory;
        this.idleNanos = idle.toNanos();
        this.idle = new Deadline(downstream.eventLoop(), nanoTime, this::closeNow);
        this.drained = new Deadline(downstream.eventLoop(), nanoTime, this::closeNow);
    }

    /**
     * Joins two channels: on each, takes the last handler and the decoder in front of it out, and passes on what that had read
     * already.
     *
     * @param memory hears of tunnels that end because direct memory ran out
     */
    public static Tunnel join(
            Channel downstream, Channel upstream, Duration idle, LongSupplier nanoTime, MemoryShortage memory) {
        Tunnel tunnel = new Tunnel(downstream, upstream, idle, nanoTime, memory);
        tunnel.idle.in(tunnel.idleNanos);
        replaceHttp(downstream, new TunnelEnd(upstream, tunnel));
        replaceHttp(upstream, new TunnelEnd(downstream, tunnel));
        return tunnel;
    }

    /** The decoder goes last: what it holds back is handed to the handler behind it. */
    private static void replaceHttp(Channel channel, TunnelEnd end) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext last = pipeline.lastContext();
        pipeline.addLast("tunnel", end);
        pipeline.remove(last.handler());
        pipeline.remove("decoder");
        if (pipeline.get(SslHandler.class) == null) {
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        if (!channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    /** Ends the tunnel in so long, whatever passes; the first call counts. */
    public void endIn(long nanos) {
        if (!drained.isSet() && !isOver()) {
            drained.in(nanos);
        }
    }

    private boolean isOver() {
        return !downstream.isActive() && !upstream.isActive();
    }

    /** Something passed. */
    void touched() {
        if (!closing) {
            idle.in(idleNanos);
        }
    }

    /** One end cannot go on. A reset, or a broken TLS record, is how some peers end; what is our fault must not look like an end. */
    void failed(Channel end, Throwable cause) {
        if (MemoryShortage.is(cause)) {
            memory.noted(cause);
            cut();
        } else if (PeerFault.is(cause)) {
            end.close();
        } else {
            log.error("a tunnel met a fault of ours and is cut", cause);
            cut();
        }
    }

    private void cut() {
        Cut.now(downstream);
        Cut.now(upstream);
    }

    /** One end sends nothing more, but may still read. */
    void halfEnded(Channel from) {
        if (oneWay) {
            close();
        } else if (!closing) {
            oneWay = true;
            OutputEnd.of(from == downstream ? upstream : downstream, () -> {}, () -> {});
        }
    }

    /** One end is gone: ends the other when what was sent is out, but does not wait for that any longer than for silence. */
    void close() {
        if (!closing) {
            closing = true;
            idle.in(idleNanos);
            closeBehindWrites(downstream);
            closeBehindWrites(upstream);
        }
        if (isOver()) {
            idle.cancel();
            drained.cancel();
        }
    }

    private static void closeBehindWrites(Channel channel) {
        if (channel.isActive()) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Nothing passed for too long, or the tunnel may not wait any longer. */
    private void closeNow() {
        closeNow(downstream);
        closeNow(upstream);
    }

    /** What an end has not read will never be out: it must not take what it got for all, and no close_notify waits behind it. */
    private static void closeNow(Channel end) {
        if (WriteStall.bytesWait(end)) {
            Cut.now(end);
        } else {
            end.close();
        }
    }
}
