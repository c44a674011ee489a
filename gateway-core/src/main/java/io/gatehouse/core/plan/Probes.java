// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.proxy.route.Route;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks both routing tables for requests that stand for everything a route can match: each host, path and method of it, with paths
 * and hosts that only a wildcard can match where one stands. So a route that unmasks or hides another is seen, whatever is written.
 *
 * <p>What else fits such a request may tell apart what this route does not: a path that it has under a wider host, a method, an
 * address. Each of those is asked for too.
 */
final class Probes {
    /** Stands for what is not configured: neither a path nor a method holds it. */
    private static final String OTHER = "?";

    private static final int MOST_OF_A_ROUTE = 100_000;
    private static final int MOST = 1_000_000; // some seconds

    /** Of both families, because a range of one holds no address of the other. */
    private static final List<InetAddress> ANY_CLIENT = List.of(address("0.0.0.0"), address("::"));

    private final Side old;
    private final Side next;
    private final Set<String> rewritten;
    private int left = MOST;

    /** @param rewritten ids of the routes that are not the same in both */
    Probes(Side old, Side next, Set<String> rewritten) {
        this.old = old;
        this.next = next;
        this.rewritten = rewritten;
    }

    /** Notes what requests of a route, as it was and as it will be, would get instead. */
    void ask(@Nullable RouteConfig before, @Nullable RouteConfig after, Findings found) {
        ask(before, after, answer -> true, found);
    }

    /**
     * The same for one that stays as it is: what it answers no more or anew, and where others get in that it does not admit. What
     * other routes answer instead of each other is told of those.
     */
    void askOfSame(RouteConfig route, Findings found) {
        ask(route, route, answer -> answer.concerns(route.id()), found);
    }

    private void ask(
            @Nullable RouteConfig before, @Nullable RouteConfig after, Predicate<Answer> wanted, Findings found) {
        int most = Math.min(MOST_OF_A_ROUTE, left);
        Set<Probe> probes = new LinkedHashSet<>();
        Stream.of(before, after).filter(Objects::nonNull).forEach(each -> add(each, most, probes));
        left -= probes.size();
        Map<String, List<Answer>> answers = new LinkedHashMap<>();
        for (Probe probe : probes) {
            answers.computeIfAbsent(probe.text(), unused -> new ArrayList<>(2))
                    .add(new Answer(probe, probe.find(old), probe.find(next)));
        }
        answers.values().forEach(each -> tell(each, wanted, found));
        if (probes.size() == most) {
            found.compare("requests looked up", "all", "the first " + most);
        }
    }

    /** The answers to one host, path and method, for one client after the other. */
    private void tell(List<Answer> answers, Predicate<Answer> wanted, Findings found) {
        boolean reached = answers.stream().anyMatch(each -> each.was != null);
        Set<String> told = new HashSet<>();
        for (Answer each : answers) {
            Route was = each.was;
            Route is = each.is;
            boolean gained = was == null && is != null && reached;
            boolean differs = was != null && (is == null || !is.id().equals(was.id()));
            boolean opened = is != null && (gained || differs) && isOpened(each, answers);
            if ((gained || differs) && (opened || wanted.test(each)) && told.add(text(was) + " " + text(is))) {
                found.compare(each.probe.fullText(), text(was), text(is));
                found.lossIf(is == null, Loss.ROUTE_LOST);
                found.lossIf(opened, Loss.ROUTE_OPEN_TO_MORE);
                if (was != null && is != null) {
                    RouteChanges.losses(was.config(), old, is.config(), next, found);
                }
            }
        }
    }

    /** Whether clients get to a route that stands in the place of one that did not admit them. */
    private static boolean isOpened(Answer answer, List<Answer> answers) {
        Route is = answer.is;
        if (answer.was == null || is == null) {
            return true;
        }
        String target = RouteChanges.target(is.config());
        return !target.equals(RouteChanges.target(answer.was.config()))
                && answers.stream()
                        .anyMatch(each -> each.was != null
                                && each.is != null
                                && each.is.id().equals(is.id())
                                && !each.was.id().equals(answer.was.id())
                                && !each.was.admits(answer.probe.client));
    }

    private void add(RouteConfig route, int most, Set<Probe> probes) {
        List<HostPattern> hosts = route.hosts().isEmpty() ? List.of(HostPattern.ANY) : route.hosts();
        for (HostPattern host : hosts) {
            for (String uri : route.uris()) {
                add(route, host, uri, most, probes);
                if (uri.endsWith("*")) {
                    String prefix = uri.substring(0, uri.length() - 1);
                    Set<String> beneath = new LinkedHashSet<>();
                    old.places.beneath(host, prefix, beneath);
                    next.places.beneath(host, prefix, beneath);
                    beneath.forEach(each -> add(route, host, each, most, probes));
                }
            }
        }
    }

    private void add(RouteConfig route, HostPattern host, String uri, int most, Set<Probe> probes) {
        if (probes.size() == most) {
            return;
        }
        Route self = Route.of(route, null);
        Probe any = new Probe(host, uri, OTHER, ANY_CLIENT.get(0));
        Set<String> methods = new LinkedHashSet<>(route.methods());
        Set<InetAddress> clients = new LinkedHashSet<>();
        route.remoteAddrs().forEach(each -> clients.addAll(each.edges()));
        for (Side side : List.of(old, next)) {
            for (Route each : side.routing.candidates(host.probe(), any.path())) {
                if (route.methods().isEmpty()) {
                    methods.addAll(each.config().methods());
                }
                boolean anew = rewritten.contains(route.id()) || rewritten.contains(each.id()); // may let others in
                each.config().remoteAddrs().stream()
                        .flatMap(range -> range.edges().stream())
                        .filter(client -> anew || self.admits(client))
                        .forEach(clients::add);
            }
        }
        if (route.methods().isEmpty()) {
            methods.add(OTHER);
        }
        clients.addAll(ANY_CLIENT);
        for (String method : methods) {
            for (InetAddress client : clients) {
                if (probes.size() < most) {
                    probes.add(new Probe(host, uri, method, client));
                }
            }
        }
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(text), text);
    }

    private static String text(@Nullable Route route) {
        return route == null ? "no route" : "route " + route.id() + ", " + RouteChanges.target(route.config());
    }

    /** What a request gets now, and what it would get. */
    private record Answer(
            Probe probe, @Nullable Route was, @Nullable Route is) {
        boolean concerns(String id) {
            return (was != null && was.id().equals(id))
                    || (is != null && is.id().equals(id));
        }
    }

    /** One request that stands for many. */
    private record Probe(HostPattern pattern, String uri, String method, InetAddress client) {
        @Nullable
        Route find(Side side) {
            return side.routing.find(pattern.probe(), path(), method, client);
        }

        String path() {
            return uri.endsWith("*") ? uri.substring(0, uri.length() - 1) + OTHER : uri;
        }

        String fullText() {
            return ANY_CLIENT.contains(client) ? text() : text() + " from " + NetUtil.toAddressString(client);
        }

        String text() {
            String where = (pattern.kind() == HostPattern.Kind.ANY ? "any host" : pattern) + " " + uri;
            return method.equals(OTHER) ? where : method + " " + where;
        }
    }
}
