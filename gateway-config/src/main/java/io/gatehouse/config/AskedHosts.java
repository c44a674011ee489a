// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts are asked for client certificates, to tell routes that would refuse everybody: {@code client_auth} under a host
 * whose ssl object never asks. For configurations without errors only, because every ssl object has to be known. Immutable.
 */
public final class AskedHosts {
    private final HostIndex<SslConfig> byName;
    private final Set<String> suffixes = new HashSet<>(); // every name below which some object asks
    private final @Nullable SslConfig otherwise;
    private final boolean some;

    private AskedHosts(GatewayConfig config) {
        HostIndex.Builder<SslConfig> builder = HostIndex.builder();
        SslConfig defaultSsl = null;
        for (SslConfig ssl : config.ssls()) {
            ssl.names().forEach(name -> builder.add(name, ssl));
            if (ssl.client().isPresent()) {
                ssl.names().forEach(this::addSuffixes);
            }
            defaultSsl = ssl.id().equals(config.tls().defaultSsl()) ? ssl : defaultSsl;
        }
        byName = builder.build();
        otherwise = defaultSsl;
        some = config.ssls().stream().anyMatch(ssl -> ssl.client().isPresent());
    }

    /** Those of a configuration without errors. */
    public static AskedHosts of(GatewayConfig config) {
        return new AskedHosts(config);
    }

    private void addSuffixes(HostPattern name) {
        if (name.kind() == HostPattern.Kind.WILDCARD) {
            suffixes.add(name.name());
        }
        for (int dot = name.name().indexOf('.'); dot >= 0; dot = name.name().indexOf('.', dot + 1)) {
            suffixes.add(name.name().substring(dot + 1));
        }
    }

    /** Reports the routes that ask for a certificate which no client can ever show. */
    static void check(GatewayConfig config, Problems problems) {
        if (config.routes().stream().allMatch(route -> route.clientAuth().isEmpty())) {
            return;
        }
        AskedHosts asked = of(config);
        for (RouteConfig route : config.routes()) {
            route.clientAuth().ifPresent(auth -> asked.check(route, auth, problems));
        }
    }

    private void check(RouteConfig route, RouteClientAuthConfig auth, Problems problems) {
        if (route.isForAnyHost()) {
            problems.warning(
                    auth.where(),
                    auth.field(),
                    "the route has no host: where the ssl object has no 'client', nobody is asked for a certificate",
                    "",
                    "a host whose ssl object has 'client'",
                    "without one, any client that was verified on its connection may use the route, and all others get 403");
            return;
        }
        for (HostPattern host : route.hosts()) {
            if (!asks(host)) {
                problems.error(
                        auth.where(),
                        auth.field(),
                        "clients of the host '" + host + "' are never asked for a certificate",
                        "",
                        "a host whose ssl object has 'client'",
                        "add 'client' to the ssl object of this host, or remove 'client_auth'");
            }
        }
    }

    /** Whether a host that the pattern matches is asked. */
    public boolean asks(HostPattern host) {
        return switch (host.kind()) {
            case EXACT -> asks(host.name());
            case WILDCARD -> suffixes.contains(host.name()) || asks(""); // "": names that no pattern has
            case ANY -> some;
        };
    }

    private boolean asks(String name) {
        Optional<SslConfig> found = byName.find(name).map(HostIndex.Match::value);
        return found.or(() -> Optional.ofNullable(otherwise))
                .map(ssl -> ssl.client().isPresent())
                .orElse(false);
    }
}
