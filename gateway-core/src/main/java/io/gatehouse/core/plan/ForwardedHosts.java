// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslObject;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The hosts whose requests get to an upstream although no ssl object answers them: in clear text, or by another name. */
final class ForwardedHosts {
    private final Set<HostPattern> hosts = new HashSet<>();
    private final Set<SslObject> answering = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * @param side whose routes and ssl objects these are
     * @param other the ssl objects that answer some of them
     */
    ForwardedHosts(Side side, SslIndex other) {
        for (RouteConfig route : side.config.routes()) {
            if (route.upstreamId().isPresent() || route.upstream().isPresent()) {
                hosts.addAll(route.hosts().isEmpty() ? List.of(HostPattern.ANY) : route.hosts());
            }
        }
        for (HostPattern each : hosts) {
            String host = each.probe();
            SslObject answers = other.byHost(host).object();
            if (answers != null && side.index().byHost(host).object() == null) {
                answering.add(answers);
            }
        }
    }

    /** Whether a host is one of them, or another one that the same object answers on the other side. */
    boolean include(String host, SslObject answers) {
        return answering.contains(answers)
                || hosts.contains(new HostPattern(HostPattern.Kind.EXACT, host))
                || Places.wider(host).stream().anyMatch(hosts::contains);
    }
}
