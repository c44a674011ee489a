// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything that {@code gateway.yaml} and its resource files say, with every default filled in.
 *
 * @param file the {@code gateway.yaml} that was read
 * @param listeners at least one, each on its own address
 * @param trustedProxies peers whose forwarding headers are believed; none by default
 * @param forwarded which forwarding headers requests get; {@code x-forwarded} by default
 * @param eventLoops I/O threads; the effective value, at least 1; the number of processors by default
 * @param transport how sockets are driven; {@code auto} by default
 * @param drainTimeout how long a stop waits for what runs; 30 s by default
 * @param onInvalidObject what a faulty ssl object does to the load; {@code reject} by default
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
        int eventLoops,
        TransportChoice transport,
        Duration drainTimeout,
        AccessLogConfig accessLog,
        AdminConfig admin,
        OnInvalidObject onInvalidObject,
        List<SslConfig> ssls,
        List<UpstreamConfig> upstreams,
        List<RouteConfig> routes) {

    public GatewayConfig {
        Insist.that(eventLoops >= 1, "eventLoops: %s (expected: >= 1)", eventLoops);
        Insist.that(!drainTimeout.isNegative(), "drainTimeout: %s (expected: >= 0)", drainTimeout);
        listeners = List.copyOf(listeners);
        trustedProxies = List.copyOf(trustedProxies);
        ssls = List.copyOf(ssls);
        upstreams = List.copyOf(upstreams);
        routes = List.copyOf(routes);
    }
}
