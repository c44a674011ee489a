// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.proxy.route.Route;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan between random neighbours says safe only if no request loses its route, and nobody gets where others only were let in. */
class PlanAgreementTest {
    private static final int STEPS = 200;
    private static final List<String> PATTERNS = List.of("a.test", "b.a.test", "*.test", "*.a.test", "*");
    private static final List<String> URIS = List.of("/*", "/a", "/a/*", "/a/b", "/a/b*");
    private static final List<String> RANGES = List.of("10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/24", "2001:db8::/32");
    private static final List<String> HOSTS = List.of("a.test", "b.a.test", "c.a.test", "d.test", "other.example");
    private static final List<String> PATHS = List.of("/", "/a", "/a/", "/a/b", "/a/bc", "/x");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT");
    private static final List<InetAddress> CLIENTS =
            List.of(address("10.1.2.3"), address("10.2.0.1"), address("192.0.2.9"), address("2001:db8::1"));

    private final Random random = new Random(7);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whatIsCalledSafeTakesNothingFromAnybody() {
        List<String> routes = new ArrayList<>();
        Loaded old = load(routes);
        int safe = 0;
        for (int step = 0; step < STEPS; step++) {
            List<String> before = List.copyOf(routes);
            edit(routes);
            Loaded next = load(routes);
            Plan plan = Planner.plan(old, next, Instant.EPOCH, ssl -> "");
            if (!plan.isLossy()) {
                safe++;
                assertThat(losses(old, next))
                        .as("%s%n-> %s%n%s", before, routes, PlanText.of(plan))
                        .isEmpty();
            }
            old = next;
        }
        assertThat(safe).as("so that it says something").isGreaterThan(STEPS / 5);
    }

    private static Set<String> losses(Loaded old, Loaded next) {
        Side was = new Side(old.config(), old.tls());
        Side is = new Side(next.config(), next.tls());
        Set<String> losses = new TreeSet<>();
        for (String host : HOSTS) {
            for (String path : PATHS) {
                for (String method : METHODS) {
                    for (InetAddress client : CLIENTS) {
                        Route before = was.routing.find(host, path, method, client);
                        Route after = is.routing.find(host, path, method, client);
                        String request = method + " " + host + path + " from " + NetUtil.toAddressString(client);
                        if (before != null && after == null) {
                            losses.add("lost: " + request);
                        } else if (before == null && after != null && keepsOut(was, host, path, method, client)) {
                            losses.add("let in: " + request);
                        }
                    }
                }
            }
        }
        return losses;
    }

    /** Whether a route for this request is there, for other addresses. */
    private static boolean keepsOut(Side side, String host, String path, String method, InetAddress client) {
        return side.routing.candidates(host, path).stream()
                .anyMatch(route -> route.admits(method) && !route.admits(client));
    }

    private void edit(List<String> routes) {
        int at = routes.isEmpty() ? 0 : random.nextInt(routes.size());
        int kind = random.nextInt(4);
        if (routes.isEmpty() || (kind == 0 && routes.size() < 6)) {
            routes.add(at, route());
        } else if (kind == 1) {
            routes.remove(at);
        } else if (kind == 2) {
            routes.add(routes.remove(at));
        } else {
            routes.set(at, route());
        }
    }

    private String route() {
        return "{host: \"" + any(PATTERNS) + "\", uri: \"" + any(URIS) + "\""
                + maybe(", methods: [" + any(METHODS) + "]")
                + maybe(", remote_addrs: [\"" + any(RANGES) + "\"]")
                + maybe(", priority: " + random.nextInt(3))
                + ", upstream_id: web";
    }

    private String maybe(String text) {
        return random.nextBoolean() ? text : "";
    }

    private String any(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    /** The id of a route goes with what it says, so that it is the same one wherever it stands. */
    private Loaded load(List<String> routes) {
        StringBuilder yaml = new StringBuilder("""
                listeners: [{address: "127.0.0.1:8080", protocol: http}]
                upstreams: [{id: web, nodes: {"127.0.0.1:9001": 1}}]
                routes:
                """);
        Set<String> written = new TreeSet<>();
        for (String each : routes) {
            if (written.add(each)) {
                yaml.append("  - ").append(each).append(", id: r").append(Integer.toHexString(each.hashCode()));
                yaml.append("}\n");
            }
        }
        String text = written.isEmpty() ? yaml.toString().replace("routes:\n", "") : yaml.toString();
        Path file = new ConfigDir(folder).gateway(text).gatewayYaml();
        Optional<Loaded> loaded =
                new ConfigLoader(file, Clock.systemUTC()).load().loaded();
        return loaded.orElseThrow(() -> new AssertionError(text));
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(text), text);
    }
}
