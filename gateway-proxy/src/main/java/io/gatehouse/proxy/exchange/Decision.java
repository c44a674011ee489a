// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.config.ListenerConfig;
import io.gatehouse.config.RedirectConfig;
import io.gatehouse.proxy.http.Authority;
import io.gatehouse.proxy.http.MaxForwards;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.route.Route;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.tls.ClientPolicy;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of a request: a function of snapshot, connection, head and time. */
public sealed interface Decision {
    /** Goes to the route's upstream. */
    record Forward(Route route) implements Decision {}

    /** The gateway sends the client elsewhere. */
    record Redirect(Route route, int status, String location) implements Decision {}

    /**
     * {@code OPTIONS *} asks what the server can do in general (RFC 9110, section 9.3.7); another {@code OPTIONS} with no
     * hop left ends here (section 7.6.2).
     */
    record Capabilities() implements Decision {}

    /**
     * The gateway refuses.
     *
     * @param route that was chosen before, or null
     * @param detail for the operator
     */
    record Refuse(Outcome outcome, @Nullable Route route, String detail) implements Decision {}

    /**
     * Decides. The order is part of the contract: a redirect leads away from clear text before anything is misdirected there, and
     * what a route asks of clients comes after what their connection may be used for.
     *
     * @param nowMillis of the clock that certificates are compared with
     */
    static Decision of(GatewaySnapshot snapshot, ConnectionInfo connection, RequestHead head, long nowMillis) {
        String host = head.authority() == null ? "" : head.authority().host();
        Route route = head.path().equals("*")
                ? null
                : snapshot.routes()
                        .find(
                                host,
                                head.path(),
                                head.method(),
                                connection.remote().getAddress());
        HostAccess.Refusal refusal = HostAccess.refusalOf(snapshot.ssls(), connection, host, head.path(), nowMillis);
        boolean misdirected = refusal != null && refusal.outcome() == Outcome.MISDIRECTED;
        if (route != null && route.config().redirect().isPresent() && (refusal == null || misdirected)) {
            Decision redirect =
                    redirect(snapshot, route, route.config().redirect().get(), connection, head);
            if (redirect != null) {
                return redirect;
            }
        }
        if (isMisdirected(snapshot, connection, head)) {
            return new Refuse(Outcome.MISDIRECTED, route, "a target with https over clear text");
        }
        if (refusal != null) {
            return new Refuse(refusal.outcome(), route, refusal.detail());
        }
        if (head.path().equals("*")) {
            return new Capabilities();
        }
        if (route == null || route.upstream() == null) {
            return new Refuse(Outcome.NO_ROUTE, route, route == null ? "" : "the route only redirects");
        }
        String denial = ClientRule.denialOf(route.config(), connection.peer(), policyOf(snapshot.ssls(), host));
        if (!denial.isEmpty()) {
            return new Refuse(Outcome.CLIENT_DENIED, route, denial);
        }
        return MaxForwards.endsHere(head) ? new Capabilities() : new Forward(route);
    }

    /** Whether {@code https} is asked for, in so many words, where there is none: RFC 9110, section 7.4. */
    private static boolean isMisdirected(GatewaySnapshot snapshot, ConnectionInfo connection, RequestHead head) {
        return head.secureTarget()
                && connection.tls() == null
                && !snapshot.config().trusts(connection.remote().getAddress());
    }

    private static Optional<ClientPolicy> policyOf(SslIndex ssls, String host) {
        SslObject object = ssls.byHost(host).object();
        return object == null ? Optional.empty() : object.clientPolicy();
    }

    private static @Nullable Decision redirect(
            GatewaySnapshot snapshot,
            Route route,
            RedirectConfig redirect,
            ConnectionInfo connection,
            RequestHead head) {
        Authority authority = head.authority();
        if (redirect.httpToHttps()) {
            if (authority == null || isSecure(snapshot, connection, head)) {
                return null;
            }
            String port = redirect.httpsPort() == 443 ? "" : ":" + redirect.httpsPort();
            String location = "https://" + authority.uriHost() + port + head.target();
            return new Redirect(route, status(redirect, permanentFor(head)), location);
        }
        if (authority == null && redirect.uri().contains("$host")) {
            return new Refuse(Outcome.NO_ROUTE, route, "the redirect needs a host, and the request names none");
        }
        String location = expand(redirect.uri(), head, authority == null ? "" : authority.uriHost());
        return new Redirect(route, status(redirect, 302), onThisHost(redirect.uri(), location));
    }

    /** Whether the client came by https, as far as this listener, or a proxy that is believed, knows. */
    private static boolean isSecure(GatewaySnapshot snapshot, ConnectionInfo connection, RequestHead head) {
        if (connection.listener().protocol() == ListenerConfig.Protocol.HTTPS) {
            return true;
        }
        boolean said = head.secureTarget() || ForwardingFields.sayHttps(head.headers());
        return said && snapshot.config().trusts(connection.remote().getAddress());
    }

    /** A path of the client may begin with {@code //}, and a Location that does names another host (RFC 3986, section 4.2). */
    private static String onThisHost(String uri, String location) {
        return uri.startsWith("//") ? location : location.replaceFirst("^/+", "/");
    }

    /** Puts the request's parts in, in one pass: text of the client is not looked at again. */
    private static String expand(String uri, RequestHead head, String host) {
        StringBuilder location = new StringBuilder(uri.length() + head.target().length());
        for (int i = 0; i < uri.length(); ) {
            if (uri.startsWith("$request_uri", i)) {
                location.append(head.target());
                i += "$request_uri".length();
            } else if (uri.startsWith("$uri", i)) {
                location.append(head.rawPath());
                i += "$uri".length();
            } else if (uri.startsWith("$host", i)) {
                location.append(host);
                i += "$host".length();
            } else {
                location.append(uri.charAt(i++));
            }
        }
        return location.toString();
    }

    private static int status(RedirectConfig redirect, int otherwise) {
        return redirect.retCode() == 0 ? otherwise : redirect.retCode();
    }

    /** 301 lets clients turn POST into GET; 308 does not: RFC 9110, sections 15.4.2 and 15.4.9. */
    private static int permanentFor(RequestHead head) {
        return head.method().equals("GET") || head.isHead() ? 301 : 308;
    }
}
