// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Problem;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.proxy.fixtures.TestConfig;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteLintTest {
    private static final String[] HOSTS = {"", "host: a.test, ", "host: \"*.test\", ", "hosts: [a.test, b.test], "};
    private static final String[] URIS = {"/*", "/x", "/x*", "[/x, /y]"};
    private static final String[] METHODS = {"", "methods: [GET], ", "methods: [GET, POST], ", "methods: [POST], "};
    private static final String[] CLIENTS = {
        "", "remote_addrs: [10.0.0.0/8], ", "remote_addrs: [10.1.0.0/16], ", "remote_addrs: [10.1.2.3, \"::/0\"], "
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{id: a, uri: /x, upstream_id: u}, {id: b, uri: /x, upstream_id: u}",
                "{id: b, uri: /x, upstream_id: u}, {id: a, uri: /x, priority: 1, upstream_id: u}",
                "{id: a, uri: /x, upstream_id: u}, {id: b, uri: /x, methods: [GET], upstream_id: u}",
                "{id: a, uris: [/x, /y], upstream_id: u}, {id: b, uris: [/y, /x], upstream_id: u}",
                "{id: a, uri: /x, methods: [GET, POST], upstream_id: u}, {id: b, uri: /x, methods: [GET], upstream_id: u}",
                "{id: a, uri: /x, remote_addrs: [10.0.0.0/8], upstream_id: u}, {id: b, uri: /x, remote_addrs: [10.1.2.3], upstream_id: u}",
            })
    void tellsOfARouteThatAnotherAlwaysWinsAgainst(String routes) {
        assertThat(find(routes)).singleElement().satisfies(problem -> {
            assertThat(problem.message()).isEqualTo("route 'b' can never match");
            assertThat(problem.found()).endsWith("'a'");
            assertThat(problem.rule()).isEqualTo("route-shadowed");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{id: a, uri: /x*, upstream_id: u}, {id: b, uri: /x, upstream_id: u}",
                "{id: a, uri: /x, upstream_id: u}, {id: b, uri: /x, host: a.test, upstream_id: u}",
                "{id: a, uri: /x, methods: [GET], upstream_id: u}, {id: b, uri: /x, upstream_id: u}",
                "{id: a, uri: /x, methods: [GET], remote_addrs: [10.0.0.0/8], upstream_id: u}, {id: b, uri: /x, methods: [GET], upstream_id: u}",
                "{id: a, uri: /x, remote_addrs: [10.1.0.0/16], upstream_id: u}, {id: b, uri: /x, remote_addrs: [10.0.0.0/8], upstream_id: u}",
                "{id: a, uri: /x, remote_addrs: [0.0.0.0/0], upstream_id: u}, {id: b, uri: /x, remote_addrs: [\"::/0\"], upstream_id: u}",
            })
    void leavesRoutesAloneThatSomeRequestReaches(String routes) {
        assertThat(find(routes)).isEmpty();
    }

    @Test
    void namesThePlacesWhereARouteIsDeadAndThoseThatWinThere() {
        assertThat(find("""
                        {id: get, uri: /x, methods: [GET], upstream_id: u}, {id: post, uri: /x, methods: [POST], upstream_id: u},
                        {id: both, host: a.test, uris: [/y, /z], upstream_id: u},
                        {id: b, uris: [/x, /y], methods: [POST, GET], upstream_id: u},
                        {id: c, hosts: [a.test, b.test], uris: [/y, /z], upstream_id: u}
                        """))
                .extracting(Problem::message, Problem::found)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "route 'b' can never match at /x",
                                "every request that it is for is answered by 'get', 'post'"),
                        org.assertj.core.groups.Tuple.tuple(
                                "route 'c' can never match at a.test/y, a.test/z",
                                "every request that it is for is answered by 'both'"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "/1, /2, /3; at /1, /2, /3",
                "/1, /2, /3, /4; at /1, /2, /3 and 1 more",
                "/1, /2, /3, /4, /5; at /1, /2, /3 and 2 more",
            })
    void namesThreePlacesAtMost(String dead, String told) {
        assertThat(find("{id: a, uris: [%s], upstream_id: u}, {id: b, uris: [/0, %<s], upstream_id: u}"
                        .formatted(dead)))
                .extracting(Problem::message)
                .containsExactly("route 'b' can never match " + told);
    }

    @Test
    void whatItCallsDeadNoRequestReaches() throws Exception {
        Random random = new Random(7);
        int dead = 0;
        for (int round = 0; round < 200; round++) {
            List<String> routes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                routes.add("{id: r" + i + ", " + any(HOSTS, random) + any(METHODS, random) + any(CLIENTS, random)
                        + "priority: " + random.nextInt(2) + ", uris: " + list(any(URIS, random))
                        + ", upstream_id: u}");
            }
            Set<String> reached = reached(String.join(", ", routes));
            for (Problem each : find(String.join(", ", routes))) {
                if (each.message().endsWith("can never match")) {
                    dead++;
                    assertThat(reached)
                            .as(routes.toString())
                            .doesNotContain(each.message().split("'", -1)[1]);
                }
            }
        }
        assertThat(dead).isGreaterThan(20);
    }

    @Test
    void takesNoTimeForManyRoutesAtOnePlace() {
        String routes = String.join(
                ", ",
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "{id: r" + i + ", uri: /x, remote_addrs: [10." + i / 256 + "." + i % 256
                                + ".0/24], upstream_id: u}")
                        .toList());
        List<RouteConfig> all = routes(routes);
        long begun = System.nanoTime();
        List<Problem> found = new ArrayList<>();
        RouteLint.find(all, found::add);
        assertThat(found).isEmpty();
        assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
    }

    private static Set<String> reached(String routes) throws Exception {
        RouteTable table = TestConfig.snapshot(yaml(routes)).routes();
        Set<String> reached = new HashSet<>();
        for (String host : new String[] {"a.test", "b.test", "c.test", "other", ""}) {
            for (String path : new String[] {"/", "/x", "/xx", "/y", "/z"}) {
                for (String method : new String[] {"GET", "POST", "OTHER"}) {
                    for (String client : new String[] {"10.1.2.3", "10.1.9.9", "10.9.9.9", "11.1.1.1", "fd00::1"}) {
                        Route found = table.find(host, path, method, InetAddress.getByName(client));
                        reached.add(found == null ? "" : found.id());
                    }
                }
            }
        }
        return reached;
    }

    private static String any(String[] all, Random random) {
        return all[random.nextInt(all.length)];
    }

    private static String list(String uri) {
        return uri.startsWith("[") ? uri : "[" + uri + "]";
    }

    private static List<Problem> find(String routes) {
        List<Problem> found = new ArrayList<>();
        RouteLint.find(routes(routes), found::add);
        return found;
    }

    private static List<RouteConfig> routes(String routes) {
        return TestConfig.snapshot(yaml(routes)).config().routes();
    }

    private static String yaml(String routes) {
        return "upstreams: [{id: u, nodes: {\"127.0.0.1:1\": 1}}]\nroutes: [" + routes.strip() + "]\n";
    }
}
