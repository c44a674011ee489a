// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client connections of one event loop, from accept to close, and how they end before their time.
 * Event loop only.
 */
public final class OpenConnections {
    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final Set<Channel> accepted = new HashSet<>();
    private final Set<Http1Downstream> ready = new HashSet<>();
    private boolean draining;
    private @Nullable Review latest; // null until the first reload

    /** {@code clock} is what certificates are compared with. */
    public OpenConnections(EventLoop loop, LongSupplier nanoTime, Clock clock) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** A channel was accepted; it may still have to shake hands. */
    void accepted(Channel channel) {
        accepted.add(channel);
        channel.closeFuture().addListener(closed -> accepted.remove(channel));
    }

    /** A connection is ready for requests. */
    void ready(Channel channel, Http1Downstream downstream) {
        ready.add(downstream);
        channel.closeFuture().addListener(closed -> ready.remove(downstream));
        if (latest != null) {
            latest.look(downstream); // at what a reload has changed since its hello
        }
        if (draining) {
            downstream.drain();
        }
    }

    /** Open connections, those that still shake hands included; for tests. */
    public int count() {
        return accepted.size();
    }

    /** Every connection ends when it is idle, or after its current response. */
    public void drain() {
        draining = true;
        List.copyOf(ready).forEach(Http1Downstream::drain); // a copy: to end a connection takes it out of the set
    }

    /** Takes a look at every connection under a new snapshot, as {@link Review} says; one that still runs is given up. */
    public void review(GatewaySnapshot now) {
        if (latest != null) {
            latest.giveUp();
        }
        latest = new Review(now, loop, nanoTime, clock, List.copyOf(ready));
        latest.run();
    }

    /** Ends every connection, whatever is under way. */
    public void closeNow() {
        List.copyOf(ready).forEach(Http1Downstream::abort);
        List.copyOf(accepted).forEach(Channel::close);
    }
}
