// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.Label;

/**
 * What makes a plan lossy, and why. This is the table: a change that gives none of these is safe. A word is stable, because scripts
 * build on it.
 */
public enum Loss {
    NAME_LOST("handshakes for a name that is answered now will be refused"),
    NAME_QUARANTINED(
            "handshakes for a name that is answered now will be refused, or requests for it in clear text, because its ssl object is faulty"),
    SAN_LOST("the new certificate is not valid for a name that the running one is valid for"),
    CHAIN_SHORTER("fewer certificates are sent: clients that do not know the missing intermediates fail"),
    EXPIRES_EARLIER("the new certificate ends before the running one"),
    NOT_VALID_NOW("the new certificate is not valid at this time"),
    KEY_KIND_LOST("there is no certificate of this kind any more: clients that verify no other fail"),
    PROTOCOL_LOST("a TLS version is not spoken any more: clients that speak no other fail"),
    PROTOCOL_OLDER("an older TLS version is spoken again"),
    CIPHER_LOST("a cipher suite or key exchange group is not accepted any more: clients that know no other fail"),
    CLIENT_POLICY_GONE("clients are not asked for a certificate any more"),
    CLIENT_POLICY_WEAKER("clients are served that are refused now"),
    CLIENT_POLICY_STRICTER("clients are refused that are served now"),
    CONNECTIONS_DRAINED("open connections end after their current response"),
    LISTENER_LOST("an address is closed and its connections end"),
    ROUTE_LOST("requests that have a route now will get 404, or in clear text 421 if the host asks for certificates"),
    ROUTE_CLIENT_AUTH_GONE("requests need no client certificate any more"),
    ROUTE_CLIENT_AUTH_WEAKER("clients may use a route that may not use it now"),
    ROUTE_CLIENT_AUTH_STRICTER("clients may not use a route any more that they may use now"),
    ROUTE_OPEN_TO_MORE("client addresses are admitted that are not admitted now"),
    ROUTE_CLEAR_TEXT("requests in clear text are not redirected to https any more"),
    WEBSOCKET_LOST("upgrades to WebSocket are not passed on any more"),
    UPSTREAM_EMPTY("the upstream has no node any more: requests will be answered 503"),
    UPSTREAM_NOT_VERIFIED("certificates of the upstream are not verified any more"),
    UPSTREAM_WEAKER(
            "certificates of the upstream may be accepted that are refused now: of another CA, or for another name"),
    UPSTREAM_STRICTER(
            "certificates of the upstream may be refused that are accepted now: then requests are answered 502"),
    UPSTREAM_CLEAR_TEXT("the upstream is spoken to without TLS"),
    UPSTREAM_IDENTITY_LOST("the gateway has no certificate to show to the upstream any more"),
    TRUSTS_MORE_PROXIES("what further peers say about clients is believed"),
    TRUSTS_FEWER_PROXIES(
            "what some peers say about clients is not believed any more: redirects to https may go in a circle"),
    LIMIT_LOWER("a limit or a timeout is lower: what is served now may be refused or cut"),
    READINESS_LOST("/readyz will answer 503: a served certificate is out of its time, and expiry.readiness is degrade"),
    ACCESS_LOG_OFF("exchanges are not logged any more");

    private final String why;

    Loss(String why) {
        this.why = why;
    }

    /** The stable word, such as {@code name_lost}. */
    public String word() {
        return Label.of(this);
    }

    /** The reason, for the operator. */
    public String why() {
        return why;
    }
}
