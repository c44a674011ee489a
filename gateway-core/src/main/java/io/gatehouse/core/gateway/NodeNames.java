// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.stream.PeerFault;
import io.gatehouse.proxy.upstream.Upstream;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks the names of nodes up after each load, one after the other, so that an operator hears of one that does not resolve
 * before a client does. It is a warning: the name is looked up again for each connection. Any thread; the look-ups run on
 * one event loop.
 */
final class NodeNames {
    private static final Logger log = LoggerFactory.getLogger(NodeNames.class);

    private final EventLoop loop;
    private final AddressResolverGroup<InetSocketAddress> resolvers;

    NodeNames(EventLoop loop, AddressResolverGroup<InetSocketAddress> resolvers) {
        this.loop = loop;
        this.resolvers = resolvers;
    }

    void check(GatewaySnapshot snapshot) {
        Map<String, String> upstreamByName = new TreeMap<>();
        for (Upstream upstream : snapshot.upstreams().values()) {
            upstream.config().nodes().forEach(node -> upstreamByName.put(node.host(), upstream.id()));
        }
        upstreamByName.keySet().removeIf(NodeNames::isAddress);
        Iterator<Map.Entry<String, String>> names = upstreamByName.entrySet().iterator();
        loop.execute(() -> checkNext(names));
    }

    private void checkNext(Iterator<Map.Entry<String, String>> names) {
        if (!names.hasNext()) {
            return;
        }
        Map.Entry<String, String> name = names.next();
        Future<InetSocketAddress> resolved =
                resolvers.getResolver(loop).resolve(InetSocketAddress.createUnresolved(name.getKey(), 0));
        resolved.addListener(done -> {
            if (!resolved.isSuccess() && !loop.isShuttingDown()) {
                log.warn(
                        "node name does not resolve name={} upstream={} cause=\"{}\"",
                        name.getKey(),
                        name.getValue(),
                        PeerFault.detail(resolved.cause()));
            }
            loop.execute(() -> checkNext(names));
        });
    }

    private static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }
}
