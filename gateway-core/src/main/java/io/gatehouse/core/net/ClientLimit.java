// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.gatehouse.config.IpSubnet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many accepted connections one client may have open at once, over all listeners. Thread-safe.
 *
 * <p>A client is an IPv4 address or a /64 of IPv6. Clients are counted also while there is no limit, so that one set by a reload
 * in an emergency knows who is here; there is one entry for each client with a connection, and none for others.
 */
public final class ClientLimit {
    /** The answer to a connection too many. */
    static final IpSubnet REFUSED = new IpSubnet(false, 0, 0, 0);

    /** The answer to a connection that nobody counts. */
    private static final IpSubnet EXEMPT = new IpSubnet(true, 0, 0, 0);

    private final ConcurrentHashMap<IpSubnet, Integer> open = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private volatile Terms terms = new Terms(0, List.of());

    /**
     * Sets the limit for new connections; those that are open stay.
     *
     * @param most connections of one client; 0 for no limit
     * @param exempt proxies, which speak for many clients
     */
    public void change(int most, List<IpSubnet> exempt) {
        terms = new Terms(most, exempt);
    }

    /** The limit; 0 for none. */
    public int most() {
        return terms.most();
    }

    /** Connections closed at accept since the start, because their client had too many. */
    public long refused() {
        return refused.sum();
    }

    /** How many clients have a connection. */
    int clients() {
        return open.size();
    }

    /** Counts a connection; {@link #REFUSED} if its client has too many, else what to tell {@link #closed}. */
    IpSubnet admit(@Nullable SocketAddress from) {
        if (!(from instanceof InetSocketAddress socket) || terms.exempts(socket.getAddress())) {
            return EXEMPT;
        }
        IpSubnet client = IpSubnet.ofClient(socket.getAddress());
        int most = terms.most();
        if (open.merge(client, 1, Integer::sum) > most && most > 0) {
            closed(client);
            refused.increment();
            return REFUSED;
        }
        return client;
    }

    /** A connection is closed for which {@link #admit} gave this. */
    void closed(IpSubnet client) {
        if (!client.equals(EXEMPT)) {
            open.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    private record Terms(int most, List<IpSubnet> exempt) {
        boolean exempts(InetAddress address) {
            for (IpSubnet each : exempt) {
                if (each.contains(address)) {
                    return true;
                }
            }
            return false;
        }
    }
}
