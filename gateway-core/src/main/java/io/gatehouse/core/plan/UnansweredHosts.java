// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslIndex.Selection;
import io.gatehouse.tls.SslObject;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The hosts whose requests get to certain routes although no ssl object answers them: in clear text, or by another name. */
final class UnansweredHosts {
    private final Set<HostPattern> hosts = new HashSet<>();
    private final Set<SslObject> answering = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> refusing = new HashSet<>(); // names of quarantined objects

    /**
     * @param side whose routes and ssl objects these are
     * @param other the ssl objects that answer some of them
     * @param wanted the routes that count
     */
    UnansweredHosts(Side side, SslIndex other, Predicate<RouteConfig> wanted) {
        for (RouteConfig route : side.config.routes()) {
            if (wanted.test(route)) {
                hosts.addAll(route.hosts().isEmpty() ? List.of(HostPattern.ANY) : route.hosts());
            }
        }
        hosts.stream().flatMap(UnansweredHosts::probes).forEach(host -> look(host, side, other));
    }

    /** A wildcard of a route is for hosts of any depth, one of an ssl object for a single label: others may answer below that. */
    private static Stream<String> probes(HostPattern host) {
        String probe = host.probe();
        return host.kind() == HostPattern.Kind.WILDCARD
                ? Stream.of(probe, new HostPattern(HostPattern.Kind.WILDCARD, probe).probe())
                : Stream.of(probe);
    }

    private void look(String host, Side side, SslIndex other) {
        if (side.index().byHost(host).object() != null) {
            return;
        }
        Selection there = other.byHost(host);
        if (there.object() != null) {
            answering.add(there.object());
        } else if (there.reason() == SslIndex.Reason.QUARANTINED) {
            refusing.add(there.matchedPattern());
        }
    }

    /**
     * Whether a host is one of them, or another one that the same object answers on the other side, or is quarantined for.
     *
     * @param there what the other side says of the host
     */
    boolean include(String host, Selection there) {
        return (there.object() != null && answering.contains(there.object()))
                || (there.reason() == SslIndex.Reason.QUARANTINED && refusing.contains(there.matchedPattern()))
                || hosts.contains(new HostPattern(HostPattern.Kind.EXACT, host))
                || Places.wider(host).stream().anyMatch(hosts::contains);
    }
}
