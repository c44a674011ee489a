// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that {@code gateway.yaml} and its resource files say, with every default filled in.
 *
 * @param file the {@code gateway.yaml} that was read
 * @param listeners at least one, each on its own address
 * @param trustedProxies peers whose forwarding headers are believed; none by default
 * @param forwarded which forwarding headers requests get; {@code x-forwarded} by default
 * @param clientCertChain whether upstreams are told the chain of a client's certificate too; false by default
 * @param eventLoops I/O threads; the effective value, at least 1; the number of processors by default
 * @param transport how sockets are driven; {@code auto} by default
 * @param drainTimeout how long a stop waits for what runs; 30 s by default
 * @param onInvalidObject what a faulty ssl object does to the load; {@code reject} by default
 * @param expiry what follows from a certificate that is at its end; nothing but words by default
 * @param watch whether files are taken up without being asked; off by default
 * @param ssls enabled ssl objects in the order of the files
 * @param upstreams enabled upstreams in the order of the files, without those written inside routes
 * @param routes enabled routes in the order of the files
 */
public record GatewayConfig(
        Path file,
        List<ListenerConfig> listeners,
        TlsConfig tls,
        LimitsConfig limits,
        TimeoutsConfig timeouts,
        List<IpSubnet> trustedProxies,
        ForwardedMode forwarded,
        boolean clientCertChain,
        int eventLoops,
        TransportChoice transport,
        Duration drainTimeout,
        AccessLogConfig accessLog,
        AdminConfig admin,
        OnInvalidObject onInvalidObject,
        ExpiryConfig expiry,
        WatchConfig watch,
        List<SslConfig> ssls,
        List<UpstreamConfig> upstreams,
        List<RouteConfig> routes) {
    private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);
    private static final Choice<ForwardedMode> FORWARDED = new Choice<ForwardedMode>()
            .with("x-forwarded", ForwardedMode.X_FORWARDED)
            .with("rfc7239", ForwardedMode.RFC7239)
            .with("both", ForwardedMode.BOTH)
            .with("off", ForwardedMode.OFF);
    private static final Choice<TransportChoice> TRANSPORTS = new Choice<TransportChoice>()
            .with("auto", TransportChoice.AUTO)
            .with("io_uring", TransportChoice.IO_URING)
            .with("epoll", TransportChoice.EPOLL)
            .with("nio", TransportChoice.NIO);
    private static final Choice<OnInvalidObject> ON_INVALID = new Choice<OnInvalidObject>()
            .with("reject", OnInvalidObject.REJECT)
            .with("quarantine", OnInvalidObject.QUARANTINE);

    public GatewayConfig {
        Insist.that(eventLoops >= 1, "eventLoops: %s (expected: >= 1)", eventLoops);
        Insist.that(!drainTimeout.isNegative(), "drainTimeout: %s (expected: >= 0)", drainTimeout);
        listeners = List.copyOf(listeners);
        trustedProxies = List.copyOf(trustedProxies);
        ssls = List.copyOf(ssls);
        upstreams = List.copyOf(upstreams);
        routes = List.copyOf(routes);
    }

    /** The start of the file: the place of what concerns it as a whole. */
    public Location where() {
        return Location.startOf(file.toString());
    }

    /** Whether what a peer with this address says about clients is believed. */
    public boolean trusts(InetAddress peer) {
        for (IpSubnet subnet : trustedProxies) {
            if (subnet.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    /** Those of {@code upstreams}, then those written inside routes. */
    public List<UpstreamConfig> allUpstreams() {
        List<UpstreamConfig> all = new ArrayList<>(upstreams);
        routes.forEach(route -> route.upstream().ifPresent(all::add));
        return all;
    }

    /** Reads what stands in {@code gateway.yaml} beside {@code listeners}, {@code tls} and the resource lists. */
    static GatewayConfig read(
            Path file, Fields gateway, List<ListenerConfig> listeners, TlsConfig tls, ResourceLists resources) {
        AdminConfig admin = AdminConfig.read(gateway);
        refuseSharedAddress(gateway, listeners, admin);
        gateway.onlyOff("http2");
        return new GatewayConfig(
                file,
                listeners,
                tls,
                gateway.object("limits", LimitsConfig.DEFAULT, LimitsConfig::read),
                gateway.object("timeouts", TimeoutsConfig.DEFAULT, TimeoutsConfig::read),
                IpSubnet.readList(gateway, "trusted_proxies"),
                gateway.choice("forwarded", FORWARDED, ForwardedMode.X_FORWARDED),
                gateway.flag("client_cert_chain", false),
                readEventLoops(gateway),
                gateway.choice("transport", TRANSPORTS, TransportChoice.AUTO),
                gateway.object("shutdown", DEFAULT_DRAIN, GatewayConfig::readDrainTimeout),
                AccessLogConfig.read(gateway),
                admin,
                gateway.choice("on_invalid_object", ON_INVALID, OnInvalidObject.REJECT),
                gateway.object("expiry", ExpiryConfig.DEFAULT, ExpiryConfig::read),
                gateway.object("watch", WatchConfig.DEFAULT, WatchConfig::read),
                resources.ssls(),
                resources.upstreams(),
                resources.routes());
    }

    private static void refuseSharedAddress(Fields gateway, List<ListenerConfig> listeners, AdminConfig admin) {
        Map<String, ListenerConfig> byAddress = new HashMap<>();
        for (int i = 0; i < listeners.size(); i++) {
            ListenerConfig listener = listeners.get(i);
            if (listener.port() == 0) {
                continue;
            }
            ListenerConfig first = byAddress.putIfAbsent(listener.address(), listener);
            if (first != null) {
                gateway.problems()
                        .error(
                                listener.where(),
                                "listeners[" + i + "].address",
                                "two listeners on one address",
                                "'" + listener.address() + "', the first one at " + first.where(),
                                "an address of its own for each listener",
                                "");
            }
        }
        ListenerConfig shared = admin.enabled() ? byAddress.get(admin.address()) : null;
        if (shared != null) {
            gateway.refuse(
                    "admin",
                    "the admin listener has the address of another listener",
                    "'" + admin.address() + "', as at " + shared.where(),
                    "an address of its own",
                    "");
        }
    }

    private static int readEventLoops(Fields gateway) {
        int processors = Runtime.getRuntime().availableProcessors();
        Text text = gateway.text("event_loops");
        if (text == null || text.value().equals("auto")) {
            return processors;
        }
        return (int) text.asWhole(1, 1_024, processors);
    }

    private static Duration readDrainTimeout(Fields shutdown) {
        return shutdown.duration("drain_timeout", Duration.ZERO, TimeoutsConfig.MAX, DEFAULT_DRAIN);
    }
}
