// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.HostPattern;
import io.gatehouse.config.IpSubnet;
import io.gatehouse.config.RedirectConfig;
import io.gatehouse.config.RouteClientAuthConfig;
import io.gatehouse.config.RouteClientAuthConfig.Allow;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.config.UpstreamTimeouts;
import io.gatehouse.core.plan.Change.Kind;
import io.gatehouse.core.plan.Change.What;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What becomes of routes: what is written, and which requests would get another answer. */
final class RouteChanges {
    private RouteChanges() {}

    static List<Change> of(ConfigDiff diff, Side old, Side next) {
        List<Change> changes = new ArrayList<>();
        Set<String> rewritten = new HashSet<>(diff.routes().changed());
        rewritten.addAll(diff.routes().added());
        rewritten.addAll(diff.routes().removed());
        Probes probes = new Probes(old, next, rewritten);
        Set<String> moved = moved(old, next);
        diff.routes().removed().forEach(id -> changes.add(change(id, old, next, probes)));
        for (String id : diff.routes().changed()) {
            boolean matchesTheSame = !moved.contains(id) && isSameMatch(old.routes.get(id), next.routes.get(id));
            Change change = change(id, old, next, matchesTheSame ? null : probes);
            if (!change.differences().isEmpty()
                    || !change.losses().isEmpty()) { // else told by the upstream written in it
                changes.add(change);
            }
        }
        diff.routes().added().forEach(id -> changes.add(change(id, old, next, probes)));
        List<String> same = new ArrayList<>(
                moved.stream().filter(id -> !rewritten.contains(id)).toList());
        if (!rewritten.isEmpty()) {
            same.addAll(forSomeClients(old, rewritten));
        }
        changes.addAll(ofSame(same, old, probes));
        return changes;
    }

    /** Of routes that say the same those of which there is something to tell, and each thing once. */
    private static List<Change> ofSame(List<String> ids, Side old, Probes probes) {
        List<Change> changes = new ArrayList<>();
        Set<Difference> told = new HashSet<>();
        for (String id : ids) {
            RouteConfig route = old.routes.get(id);
            if (route != null) {
                Findings found = new Findings();
                probes.askOfSame(route, found);
                Change change = found.change(Kind.ROUTE, id, What.CHANGED);
                if (told.addAll(change.differences())) {
                    changes.add(change);
                }
            }
        }
        return changes;
    }

    /** Routes that say the same and are for certain addresses only: another route may let in others there. */
    private static List<String> forSomeClients(Side old, Set<String> rewritten) {
        return old.routes.values().stream()
                .filter(each -> !each.remoteAddrs().isEmpty() && !rewritten.contains(each.id()))
                .map(RouteConfig::id)
                .toList();
    }

    /** Routes that stand elsewhere among the others: where two are otherwise equal, the first one answers. */
    private static Set<String> moved(Side old, Side next) {
        List<String> before = new ArrayList<>(old.routes.keySet());
        List<String> after = new ArrayList<>(next.routes.keySet());
        before.retainAll(next.routes.keySet());
        after.retainAll(old.routes.keySet());
        Set<String> moved = new LinkedHashSet<>();
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).equals(after.get(i))) {
                moved.add(before.get(i));
            }
        }
        return moved;
    }

    /** Whether the same requests are for it, so that no other route is hidden or unmasked by it. */
    private static boolean isSameMatch(@Nullable RouteConfig before, @Nullable RouteConfig after) {
        return before != null
                && after != null
                && before.hosts().equals(after.hosts())
                && before.uris().equals(after.uris())
                && before.methods().equals(after.methods())
                && before.remoteAddrs().equals(after.remoteAddrs())
                && before.priority() == after.priority();
    }

    /** What becomes of a route; {@code probes} is null if the same requests get to it. */
    private static Change change(String id, Side old, Side next, @Nullable Probes probes) {
        RouteConfig before = old.routes.get(id);
        RouteConfig after = next.routes.get(id);
        Findings found = new Findings();
        if (before != null && after != null) {
            written(before, after, found);
            losses(before, old, after, next, found);
            found.lossIf(isOpenToMore(before.remoteAddrs(), after.remoteAddrs()), Loss.ROUTE_OPEN_TO_MORE);
        }
        if (probes != null) {
            probes.ask(before, after, found);
        }
        return found.change(Kind.ROUTE, id, before == null ? What.ADDED : after == null ? What.REMOVED : What.CHANGED);
    }

    /** Whether a route takes shorter bodies by what it says itself; what {@code limits} say is told there. */
    private static boolean isLower(RouteConfig before, Side old, RouteConfig after, Side next) {
        if (before.maxBodyBytes().equals(after.maxBodyBytes())) {
            return false;
        }
        long was = before.maxBodyBytes().orElse(old.config.limits().requestBodyBytes());
        long is = after.maxBodyBytes().orElse(next.config.limits().requestBodyBytes());
        return is != 0 && (was == 0 || is < was);
    }

    /** Whether its upstream has less time or fewer attempts, by the route or by another upstream; what the same upstream says is told there. */
    private static boolean isShorter(RouteConfig before, Side old, RouteConfig after, Side next) {
        UpstreamConfig from = old.upstreams.get(upstream(before));
        UpstreamConfig to = next.upstreams.get(upstream(after));
        if (from == null
                || to == null
                || (from.id().equals(to.id()) && before.timeouts().equals(after.timeouts()))) {
            return false;
        }
        return UpstreamChanges.isShorter(timeouts(before, from), timeouts(after, to))
                || (!from.id().equals(to.id()) && UpstreamChanges.triesFewer(from, to));
    }

    private static UpstreamTimeouts timeouts(RouteConfig route, UpstreamConfig upstream) {
        return route.timeouts().map(own -> own.over(upstream.timeouts())).orElse(upstream.timeouts());
    }

    private static void written(RouteConfig before, RouteConfig after, Findings found) {
        found.compare("hosts", hosts(before), hosts(after));
        found.compare("uris", before.uris(), after.uris());
        found.compare("methods", methods(before), methods(after));
        found.compare("remote_addrs", before.remoteAddrs(), after.remoteAddrs());
        found.compare("priority", before.priority(), after.priority());
        found.compare("goes to", target(before), target(after));
        found.compare("timeout", Shown.of(before.timeouts()), Shown.of(after.timeouts()));
        found.compare("enable_websocket", before.enableWebsocket(), after.enableWebsocket());
        found.compare("max_body_bytes", Shown.of(before.maxBodyBytes()), Shown.of(after.maxBodyBytes()));
        found.compare("client_auth", clientAuth(before), clientAuth(after));
    }

    /** What clients lose whose requests the first answers now, and the second then. */
    static void losses(RouteConfig before, Side was, RouteConfig after, Side is, Findings found) {
        Optional<Allow> old = before.clientAuth().map(RouteClientAuthConfig::allow);
        Optional<Allow> next = after.clientAuth().map(RouteClientAuthConfig::allow);
        found.lossIf(old.isPresent() && next.isEmpty(), Loss.ROUTE_CLIENT_AUTH_GONE);
        found.lossIf(
                old.isPresent() && next.isPresent() && admitsMore(old.get(), next.get()),
                Loss.ROUTE_CLIENT_AUTH_WEAKER);
        found.lossIf(
                next.isPresent()
                        && answersHttps(before)
                        && !leadsAway(after) // then nobody is asked
                        && (old.isEmpty() || admitsMore(next.get(), old.get())),
                Loss.ROUTE_CLIENT_AUTH_STRICTER);
        if (old.isPresent() && next.isPresent()) { // whoever was verified for another host may use a route for any host
            found.lossIf(hasWildcard(before) && after.isForAnyHost(), Loss.ROUTE_CLIENT_AUTH_WEAKER);
            found.lossIf(before.isForAnyHost() && hasWildcard(after), Loss.ROUTE_CLIENT_AUTH_STRICTER);
        }
        found.lossIf(sendsToHttps(before) && !sendsToHttps(after), Loss.ROUTE_CLEAR_TEXT);
        found.lossIf(before.enableWebsocket() && !after.enableWebsocket(), Loss.WEBSOCKET_LOST);
        found.lossIf(isLower(before, was, after, is) || isShorter(before, was, after, is), Loss.LIMIT_LOWER);
        found.lossIf(answersHttps(before) && !answersHttps(after), Loss.ROUTE_LOST);
        String to = upstream(after);
        if (leadsAway(before)) {
            found.lossIf(!leadsAway(after) && next.isPresent(), Loss.ROUTE_CLIENT_AUTH_STRICTER);
            found.lossIf(!leadsAway(after) && asks(before, is) && asks(after, is), Loss.CLIENT_POLICY_STRICTER);
            found.lossIf(UpstreamChanges.isEmpty(to, is), Loss.UPSTREAM_EMPTY);
        } else if (!upstream(before).equals(to)) { // else told by the upstream
            UpstreamChanges.losses(upstream(before), was, to, is, found);
        }
    }

    /** Whether a host of the route asks for client certificates: then it is not for clear text, but for redirects. */
    private static boolean asks(RouteConfig route, Side side) {
        return route.hosts().isEmpty()
                ? side.asked.asks(HostPattern.ANY)
                : route.hosts().stream().anyMatch(side.asked::asks);
    }

    /** Whether it is for hosts below a wildcard, of which not all need ask for client certificates. */
    private static boolean hasWildcard(RouteConfig route) {
        return !route.isForAnyHost()
                && route.hosts().stream().anyMatch(host -> host.kind() == HostPattern.Kind.WILDCARD);
    }

    /** A redirect to https alone leaves those that are there already without an answer. */
    private static boolean answersHttps(RouteConfig route) {
        return leadsAway(route) || forwards(route);
    }

    /** Whether requests get to an upstream, if they are not redirected. */
    static boolean forwards(RouteConfig route) {
        return route.upstreamId().isPresent() || route.upstream().isPresent();
    }

    /** Whether each request is redirected, before anything else is looked at. */
    static boolean leadsAway(RouteConfig route) {
        return route.redirect().filter(each -> !each.httpToHttps()).isPresent();
    }

    /** The upstream that requests get to; "" if none does. */
    private static String upstream(RouteConfig route) {
        return leadsAway(route)
                ? ""
                : route.upstream().map(UpstreamConfig::id).or(route::upstreamId).orElse("");
    }

    /** Each range in turn: of two neighbours joined to one it is not seen that they are the same addresses. */
    private static boolean isOpenToMore(List<IpSubnet> before, List<IpSubnet> after) {
        return !before.isEmpty() && (after.isEmpty() || !after.stream().allMatch(each -> each.isWithinOne(before)));
    }

    private static boolean sendsToHttps(RouteConfig route) {
        return route.redirect()
                .filter(each -> each.httpToHttps() || each.uri().startsWith("https://"))
                .isPresent();
    }

    private static boolean admitsMore(Allow first, Allow second) {
        return !first.isEmpty() && (second.isEmpty() || !entries(first).containsAll(entries(second)));
    }

    private static Set<String> entries(Allow allow) {
        Set<String> entries = new TreeSet<>();
        allow.sanDns().forEach(each -> entries.add("san_dns=" + each));
        allow.sanUri().forEach(each -> entries.add("san_uri=" + each));
        allow.subjectCn().forEach(each -> entries.add("subject_cn=" + each));
        allow.fingerprintSha256().forEach(each -> entries.add("fingerprint_sha256=" + each));
        return entries;
    }

    private static String clientAuth(RouteConfig route) {
        return route.clientAuth()
                .map(auth -> auth.allow().isEmpty() ? "any verified client" : String.join(", ", entries(auth.allow())))
                .orElse("none");
    }

    private static String hosts(RouteConfig route) {
        return route.hosts().isEmpty()
                ? "any"
                : route.hosts().stream().map(HostPattern::toString).collect(Collectors.joining(", "));
    }

    private static String methods(RouteConfig route) {
        return route.methods().isEmpty() ? "any" : String.join(", ", new TreeSet<>(route.methods()));
    }

    /** Where its requests go. */
    static String target(RouteConfig route) {
        String upstream = route.upstream()
                .map(each -> "upstream " + each.id())
                .or(() -> route.upstreamId().map(id -> "upstream " + id))
                .orElse("");
        String redirect = route.redirect().map(RouteChanges::text).orElse("");
        return redirect.isEmpty() ? upstream : upstream.isEmpty() ? redirect : redirect + ", else " + upstream;
    }

    private static String text(RedirectConfig redirect) {
        String where = redirect.httpToHttps() ? "https" : redirect.uri();
        String port = redirect.httpToHttps() && redirect.httpsPort() != 443 ? " on port " + redirect.httpsPort() : "";
        return "redirect to " + where + port + (redirect.retCode() == 0 ? "" : " by " + redirect.retCode());
    }
}
