// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.config.ListenerConfig;
import io.gatehouse.proxy.exchange.ConnectionInfo;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.tls.SslObject;
import io.gatehouse.tls.TlsEstablished;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The client connections of one event loop, from accept to close, and how they end before their time.
 *
 * <p>Event loop only, but for {@link #count}.
 */
public final class OpenConnections {
    private final Set<Channel> accepted = new HashSet<>();
    private final Set<Http1Downstream> ready = new HashSet<>();
    private volatile int count;
    private boolean draining;
    private @Nullable GatewaySnapshot latest; // null until the first reload

    /** A channel was accepted; it may still have to shake hands. */
    void accepted(Channel channel) {
        accepted.add(channel);
        count = accepted.size();
        channel.closeFuture().addListener(closed -> {
            accepted.remove(channel);
            count = accepted.size();
        });
    }

    /** A connection is ready for requests. */
    void ready(Channel channel, Http1Downstream downstream) {
        ready.add(downstream);
        channel.closeFuture().addListener(closed -> ready.remove(downstream));
        boolean outdated = latest != null && isOutdated(downstream.connection(), latest); // by a reload since its hello
        if (draining || outdated) {
            downstream.drain();
        }
    }

    /** Open connections; any thread. */
    public int count() {
        return count;
    }

    /** Every connection ends when it is idle, or after its current response. */
    public void drain() {
        draining = true;
        matching(downstream -> true).forEach(Http1Downstream::drain);
    }

    /**
     * Drains the connections that {@code now} would not have admitted as they are: their ssl object is gone or asks for other
     * client certificates, or their listener is gone. A renewed certificate drains nothing.
     */
    public void drainOutdated(GatewaySnapshot now) {
        latest = now;
        matching(downstream -> isOutdated(downstream.connection(), now)).forEach(Http1Downstream::drain);
    }

    private static boolean isOutdated(ConnectionInfo connection, GatewaySnapshot now) {
        List<ListenerConfig> listeners = now.config().listeners();
        ListenerConfig accepted = connection.listener();
        return listeners.stream()
                        .noneMatch(each ->
                                each.address().equals(accepted.address()) && each.protocol() == accepted.protocol())
                || !isAdmitted(connection.tls(), now);
    }

    private static boolean isAdmitted(@Nullable TlsEstablished tls, GatewaySnapshot now) {
        if (tls == null) {
            return true;
        }
        SslObject object = now.ssls().byId(tls.object().id());
        return object != null && object.clientPolicy().equals(tls.object().clientPolicy());
    }

    /** Ends the tunnels among the connections that are being drained: their deadline came. */
    public void endDrainingTunnels() {
        matching(Http1Downstream::isDrainingTunnel).forEach(Http1Downstream::abort);
    }

    /** Ends every connection, whatever is under way. */
    public void closeNow() {
        matching(downstream -> true).forEach(Http1Downstream::abort);
        List.copyOf(accepted).forEach(Channel::close);
    }

    /** A copy: to end a connection takes it out of the set. */
    private List<Http1Downstream> matching(Predicate<Http1Downstream> wanted) {
        return ready.stream().filter(wanted).toList();
    }
}
