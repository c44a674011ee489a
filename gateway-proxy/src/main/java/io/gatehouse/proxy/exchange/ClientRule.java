// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.config.RouteClientAuthConfig;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.tls.ClientPolicy;
import io.gatehouse.tls.PeerIdentity;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Whether a client may use a route that asks for a certificate: {@code routes[].client_auth}. Pure functions. */
final class ClientRule {
    private ClientRule() {}

    /**
     * Why the client may not use the route, or "".
     *
     * <p>Under a host of its own the route is for clients that the host's ssl object asked: one that was verified by the CAs of
     * another object is nobody there.
     *
     * @param peer as verified on this connection
     * @param policy of the ssl object that the host belongs to; if there is one, this connection enforced it
     */
    static String denialOf(RouteConfig route, Optional<PeerIdentity> peer, Optional<ClientPolicy> policy) {
        if (route.clientAuth().isEmpty()) {
            return "";
        }
        if (!route.isForAnyHost() && policy.isEmpty()) {
            return "client_auth: the ssl object of this host does not ask for certificates";
        }
        if (peer.isEmpty()) {
            return "client_auth: no client certificate";
        }
        RouteClientAuthConfig.Allow allow = route.clientAuth().get().allow();
        return allow.isEmpty() || allows(allow, peer.get())
                ? ""
                : "client_auth: nothing in 'allow' matches the client certificate";
    }

    private static boolean allows(RouteClientAuthConfig.Allow allow, PeerIdentity peer) {
        return allow.fingerprintSha256().contains(peer.fingerprintSha256())
                || anyOf(peer.dnsNames(), allow.sanDns())
                || anyOf(peer.uris(), allow.sanUri())
                || allow.subjectCn().contains(peer.commonName());
    }

    private static boolean anyOf(Collection<String> shown, Set<String> allowed) {
        return shown.stream().anyMatch(allowed::contains);
    }
}
