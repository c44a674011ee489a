// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import io.gatehouse.proxy.exchange.ExchangeListener;
import io.gatehouse.proxy.exchange.Via;
import io.gatehouse.proxy.snapshot.SnapshotHolder;
import io.gatehouse.proxy.upstream.UpstreamUsage;
import io.gatehouse.tls.TlsContextCache;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What the whole proxy is given by the process around it; the same for every event loop.
 *
 * @param snapshots says what is configured
 * @param contexts makes TLS handlers
 * @param exchanges hears of every exchange that is over, on its event loop
 * @param upstreams counts what happens between the process and them
 * @param channelType of upstream connections; must fit the event loops
 * @param resolvers looks up the names of nodes without blocking
 * @param via the name of this process in {@code Via}
 * @param heapForRequests what those of one event loop may hold of the heap together, in bytes
 * @param nanoTime for durations
 * @param clock for points in time that people read
 */
public record ProxyEnvironment(
        SnapshotHolder snapshots,
        TlsContextCache contexts,
        ExchangeListener exchanges,
        UpstreamUsage upstreams,
        Class<? extends SocketChannel> channelType,
        AddressResolverGroup<InetSocketAddress> resolvers,
        Via via,
        long heapForRequests,
        LongSupplier nanoTime,
        Clock clock) {}
