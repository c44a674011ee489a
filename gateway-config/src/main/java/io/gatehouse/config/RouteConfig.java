// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and path rule, and where its requests go.
 *
 * @param where the start of the object
 * @param id as configured; when none is written, the first host and path, and the file ({@link RouteLabels})
 * @param hosts empty means any host; a wildcard covers any depth here
 * @param uris exact paths, or prefixes ending in {@code *}; as written; at least one
 * @param methods upper-case; empty means any
 * @param remoteAddrs clients that the route is for; empty means all
 * @param priority among routes of the same host and path pattern the higher one is tried first; 0 by default
 * @param upstreamId excludes {@code upstream}; may be absent beside a redirect
 * @param upstream written inside the route
 * @param timeouts win over the upstream's
 * @param enableWebsocket whether an upgrade to WebSocket is passed on; false by default
 * @param maxBodyBytes longest request body on this route, 0 for no limit; absent means the process's limit
 * @param redirect answers instead of an upstream
 * @param clientAuth present if only clients with a verified certificate may use the route
 */
public record RouteConfig(
        Location where,
        String id,
        List<HostPattern> hosts,
        List<String> uris,
        Set<String> methods,
        List<IpSubnet> remoteAddrs,
        int priority,
        Optional<String> upstreamId,
        Optional<UpstreamConfig> upstream,
        Optional<PartialTimeouts> timeouts,
        boolean enableWebsocket,
        OptionalLong maxBodyBytes,
        Optional<RedirectConfig> redirect,
        Optional<RouteClientAuthConfig> clientAuth) {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE");
    private static final Map<String, String> NOT_ROUTED = Map.of(
            "CONNECT", "remove it: it is answered 405, whatever routes say",
            "TRACE", "remove it: it is answered 405, whatever routes say");
    private static final Pattern PARAMETER = Pattern.compile("/:[A-Za-z_]");
    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.\\.?(/|$)");

    public RouteConfig {
        Insist.that(!uris.isEmpty(), "uris: %s (expected: at least one)", uris);
        Insist.that(
                upstreamId.isEmpty() || upstream.isEmpty(),
                "upstreamId: %s (expected: none beside upstream)",
                upstreamId);
        Insist.that(
                upstreamId.isPresent() || upstream.isPresent() || redirect.isPresent(), "route %s goes nowhere", id);
        hosts = List.copyOf(hosts);
        uris = List.copyOf(uris);
        methods = Set.copyOf(methods);
        remoteAddrs = List.copyOf(remoteAddrs);
    }

    /** Reads one item of {@code routes[]}; null if it is disabled, or too faulty to become an object. */
    static @Nullable RouteConfig read(Fields route, References references, RouteLabels labels) {
        Identity identity = Identity.read(route);
        References checked = identity.enabled() ? references : references.forgotten();
        references.declareRoute(identity);
        List<HostPattern> hosts = readHosts(route);
        List<String> uris = readUris(route);
        String id = identity.orLabel(() -> labels.next(hosts, uris), route);
        Set<String> methods = readMethods(route);
        List<IpSubnet> remoteAddrs = readRemoteAddrs(route);
        int priority = route.integer("priority", -1_000_000, 1_000_000, 0);
        String upstreamId = readUpstreamId(route, checked);
        UpstreamConfig upstream = route.optional("upstream", fields -> UpstreamConfig.readInline(fields, id, checked));
        Optional<PartialTimeouts> timeouts =
                route.object("timeout", Optional.empty(), fields -> Optional.of(PartialTimeouts.read(fields)));
        boolean websocket = route.flag("enable_websocket", false);
        long maxBody = route.size("max_body_bytes", 0, LimitsConfig.MAX_BODY, -1);
        RouteClientAuthConfig clientAuth = route.optional("client_auth", RouteClientAuthConfig::read);
        Plugins plugins = route.object("plugins", Plugins.NONE, Plugins::read);
        RedirectConfig redirect = plugins.redirect;
        route.notSupported(NotSupported.ROUTE);
        route.foreign(Map.of("remote_addr", "write it as a list: remote_addrs: [...]"));
        boolean complete = checkTarget(route, plugins.redirects) && !uris.isEmpty();
        if (!complete || !identity.enabled() || (upstreamId == null && upstream == null && redirect == null)) {
            return null;
        }
        return new RouteConfig(
                route.where(),
                id,
                hosts,
                uris,
                methods,
                remoteAddrs,
                priority,
                Optional.ofNullable(upstreamId),
                Optional.ofNullable(upstream),
                timeouts,
                websocket,
                maxBody < 0 ? OptionalLong.empty() : OptionalLong.of(maxBody),
                Optional.ofNullable(redirect),
                Optional.ofNullable(clientAuth));
    }

    /** Whether it is for every host, though some may be named too: at those it stands before routes of wider patterns. */
    public boolean isForAnyHost() {
        return hosts.isEmpty() || hosts.contains(HostPattern.ANY);
    }

    /** Exactly one of upstream and upstream_id, or at most one beside a redirect. */
    private static boolean checkTarget(Fields route, boolean redirects) {
        boolean inline = route.has("upstream");
        boolean byId = route.has("upstream_id");
        if (inline && byId) {
            route.refuse(
                    "upstream_id",
                    "stands beside 'upstream'",
                    "both",
                    "one of the two",
                    "remove 'upstream' if the file is of Apache APISIX, where 'upstream_id' wins");
            return false;
        }
        if (!inline && !byId && !redirects) {
            route.missing("upstream_id", "the id of an upstream, or 'upstream' with one written inside the route", "");
            return false;
        }
        return true;
    }

    private static List<HostPattern> readHosts(Fields route) {
        Set<HostPattern> hosts = new LinkedHashSet<>();
        for (Text text : readEither(route, "host", "hosts", "to match any host remove the key")) {
            HostPattern host = HostPattern.read(text);
            if (host != null && !hosts.add(host)) {
                text.refuse("the host is written twice", "each host once", "");
            }
        }
        return hosts.equals(Set.of(HostPattern.ANY)) ? List.of() : List.copyOf(hosts);
    }

    private static List<String> readUris(Fields route) {
        List<String> uris = new ArrayList<>();
        for (Text text : readEither(route, "uri", "uris", "to match any path write /*")) {
            String uri = text.value();
            int star = uri.indexOf('*');
            if (!uri.startsWith("/") || (star >= 0 && star < uri.length() - 1)) {
                text.refuse(
                        "not a path",
                        "a path such as /orders, or a prefix such as /orders/*",
                        uri.equals("*")
                                ? "to match any path write /*"
                                : "it begins with '/', and '*' stands at the end only");
            } else if (!uri.chars().allMatch(c -> c >= ' ' && c != 127 && c != '?' && c != '#')) {
                text.refuse("not a path", "a path without query, fragment and control characters", "");
            } else if (!isNormal(uri)) {
                text.refuse(
                        "no request has this path",
                        "a path as it is matched: decoded, without dot segments and double slashes",
                        "write what octets stand for, such as a space for %20; only %2F and %25 stay as they are");
            } else {
                uris.add(uri);
                if (PARAMETER.matcher(uri).find()) {
                    text.warn(
                            "':' stands for itself: paths have no parameters",
                            "a path such as /orders, or a prefix such as /orders/*",
                            "where any segment is meant, end the path before it by '*'; that takes whatever is behind, too");
                }
            }
        }
        if (!route.has("uri") && !route.has("uris")) {
            route.missing("uri", "a path such as /orders, or a prefix such as /orders/*", "to match any path write /*");
        }
        return uris;
    }

    /** Whether paths of requests can be so when they are matched. A prefix may end within a segment. */
    private static boolean isNormal(String uri) {
        boolean decoded = uri.replace("%2F", "").replace("%25", "").indexOf('%') < 0;
        return decoded && !uri.contains("//") && !DOT_SEGMENT.matcher(uri).find();
    }

    /** The values of {@code single} or of {@code several}; both at once, or an empty list, are reported. */
    private static List<Text> readEither(Fields route, String single, String several, String remedy) {
        List<Text> texts = new ArrayList<>(route.texts(several));
        Text one = route.text(single);
        if (one != null) {
            texts.add(one);
        }
        if (route.has(single) && route.has(several)) {
            route.refuse(
                    several,
                    "stands beside '" + single + "'",
                    "both",
                    "one of the two",
                    "put all into '" + several + "'");
        } else if (route.isList(several) && route.count(several) == 0) {
            route.refuse(several, "the list is empty", "", "at least one entry", remedy);
        }
        return texts;
    }

    private static Set<String> readMethods(Fields route) {
        Set<String> methods = new LinkedHashSet<>();
        for (Text text : route.texts("methods")) {
            if (METHODS.contains(text.value())) {
                methods.add(text.value());
            } else {
                text.refuse(
                        "not a method that routes can have",
                        String.join(" | ", METHODS),
                        NOT_ROUTED.getOrDefault(text.value(), Spelling.didYouMean(text.value(), METHODS)));
            }
        }
        if (route.isList("methods") && route.count("methods") == 0) {
            route.refuse(
                    "methods", "the list is empty", "", "at least one method", "to match any method remove the key");
        }
        return methods;
    }

    private static List<IpSubnet> readRemoteAddrs(Fields route) {
        if (route.isList("remote_addrs") && route.count("remote_addrs") == 0) {
            route.refuse(
                    "remote_addrs",
                    "the list is empty",
                    "",
                    "at least one address or subnet",
                    "to match any client remove the key");
        }
        return IpSubnet.readList(route, "remote_addrs");
    }

    private static @Nullable String readUpstreamId(Fields route, References references) {
        Text text = route.text("upstream_id");
        String id = text == null ? null : text.asId();
        if (text != null && id != null) {
            references.toUpstream(id, text);
        }
        return id;
    }

    /**
     * The plugins of a route.
     *
     * @param redirects whether there is a redirect, even one too faulty to be read
     */
    private record Plugins(boolean redirects, @Nullable RedirectConfig redirect) {
        static final Plugins NONE = new Plugins(false, null);

        static Plugins read(Fields plugins) {
            RedirectConfig redirect = plugins.optional("redirect", RedirectConfig::read);
            plugins.notSupported(NotSupported.PLUGIN);
            return new Plugins(plugins.has("redirect"), redirect);
        }
    }
}
