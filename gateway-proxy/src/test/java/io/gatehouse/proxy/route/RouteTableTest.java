// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.TestConfig;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    private static final RouteTable TABLE = TestConfig.snapshot("""
                    upstreams: [{id: u, nodes: {"127.0.0.1:1": 1}}]
                    routes:
                      - {id: any, uri: /*, upstream_id: u}
                      - {id: any-exact, uri: /only/any, upstream_id: u}
                      - {id: exact-root, host: a.example, uri: /, upstream_id: u}
                      - {id: exact-a, host: a.example, uri: /a, upstream_id: u}
                      - {id: prefix-a, host: a.example, uri: /a*, upstream_id: u}
                      - {id: prefix-a-slash, host: a.example, uri: /a/*, upstream_id: u}
                      - {id: prefix-ab, host: a.example, uri: /a/b*, upstream_id: u}
                      - {id: prefix-abc-post, host: a.example, uri: /a/b/c*, methods: [POST], upstream_id: u}
                      - {id: low, host: a.example, uri: /p, upstream_id: u}
                      - {id: high, host: a.example, uri: /p, priority: 5, upstream_id: u}
                      - {id: highest-put, host: a.example, uri: /p, priority: 9, methods: [PUT], upstream_id: u}
                      - {id: first, host: a.example, uri: /q*, upstream_id: u}
                      - {id: second, host: a.example, uri: /q*, upstream_id: u}
                      - {id: inside, host: a.example, uri: /net, remote_addrs: [10.0.0.0/8, "2001:db8::/32"], upstream_id: u}
                      - {id: outside, host: a.example, uri: /net*, upstream_id: u}
                      - {id: wild, hosts: ["*.example"], uri: /w*, upstream_id: u}
                      - {id: wilder, host: "*.b.example", uri: /w*, upstream_id: u}
                      - {id: wild-any, host: "*.example", uri: /*, methods: [DELETE], upstream_id: u}
                      - {id: two-uris, host: c.example, uris: [/x, /y/*], upstream_id: u}
                      - {id: also, hosts: [d.example, "*"], uri: /w*, methods: [PUT], upstream_id: u}
                      - {id: off, host: a.example, uri: /off, status: 0, upstream_id: u}
                    """).routes();

    private static String find(String host, String path, String method, String client) throws Exception {
        Route route = TABLE.find(host, path, method, InetAddress.getByName(client));
        return route == null ? "none" : route.id();
    }

    @ParameterizedTest(name = "{1} {0} {2} from {3} goes to {4}")
    @CsvSource({
        "a.example, GET, /, 127.0.0.1, exact-root",
        "a.example, GET, /a, 127.0.0.1, exact-a",
        "a.example, GET, /ab, 127.0.0.1, prefix-a",
        "a.example, GET, /a/, 127.0.0.1, prefix-a-slash",
        "a.example, GET, /a/x, 127.0.0.1, prefix-a-slash",
        "a.example, GET, /a/b, 127.0.0.1, prefix-ab",
        "a.example, GET, /a/bx/y, 127.0.0.1, prefix-ab",
        "a.example, GET, /a/b/c/d, 127.0.0.1, prefix-ab",
        "a.example, POST, /a/b/c/d, 127.0.0.1, prefix-abc-post",
        "a.example, GET, /A, 127.0.0.1, any",
        "a.example, GET, /b, 127.0.0.1, any",
        "a.example, DELETE, /b, 127.0.0.1, wild-any",
        "a.example, GET, /w, 127.0.0.1, wild",
        "a.example, GET, /p, 127.0.0.1, high",
        "a.example, PUT, /p, 127.0.0.1, highest-put",
        "a.example, GET, /q, 127.0.0.1, first",
        "a.example, GET, /net, 10.1.2.3, inside",
        "a.example, GET, /net, 2001:db8::1, inside",
        "a.example, GET, /net, ::ffff:10.1.2.3, inside",
        "a.example, GET, /net, 11.1.2.3, outside",
        "a.example, GET, /off, 127.0.0.1, any",
        "b.example, GET, /w/x, 127.0.0.1, wild",
        "x.b.example, GET, /w, 127.0.0.1, wilder",
        "x.y.b.example, GET, /w, 127.0.0.1, wilder",
        "x.y.c.example, GET, /w, 127.0.0.1, wild",
        "xb.example, GET, /w, 127.0.0.1, wild",
        "d.example, PUT, /w, 127.0.0.1, also",
        "e.example, PUT, /w, 127.0.0.1, wild",
        "other, PUT, /w, 127.0.0.1, also",
        "x.b.example, DELETE, /z, 127.0.0.1, wild-any",
        "x.b.example, GET, /z, 127.0.0.1, any",
        "example, GET, /w, 127.0.0.1, any",
        "c.example, GET, /x, 127.0.0.1, two-uris",
        "c.example, GET, /y/z, 127.0.0.1, two-uris",
        "c.example, GET, /y, 127.0.0.1, any",
        "other, GET, /only/any, 127.0.0.1, any-exact",
        "127.0.0.1, GET, /, 127.0.0.1, any",
        "'', GET, /, 127.0.0.1, any",
    })
    void picksByHostThenPathThenPriorityThenFileOrder(
            String host, String method, String path, String client, String expected) throws Exception {
        assertThat(find(host, path, method, client)).isEqualTo(expected);
    }

    @Test
    void findsNothingInAnEmptyTable() throws Exception {
        RouteTable empty = TestConfig.snapshot("").routes();
        assertThat(empty.find("a", "/", "GET", InetAddress.getByName("127.0.0.1")))
                .isNull();
    }

    /** Every prefix of a path that is configured is found, whatever lies between them in the order of the index. */
    @Test
    void findsTheLongestOfManyPrefixes() throws Exception {
        StringBuilder routes = new StringBuilder("upstreams: [{id: u, nodes: {\"127.0.0.1:1\": 1}}]\nroutes:\n");
        for (int i = 0; i < 200; i++) {
            routes.append("  - {id: r").append(i).append(", uri: /").append("a".repeat(i % 20));
            routes.append((char) ('b' + i / 20)).append("*, upstream_id: u}\n");
        }
        RouteTable table = TestConfig.snapshot(routes.toString()).routes();
        for (int i = 0; i < 200; i++) {
            String path = "/" + "a".repeat(i % 20) + (char) ('b' + i / 20) + "/x";
            Route route = table.find("h", path, "GET", InetAddress.getByName("127.0.0.1"));
            assertThat(route == null ? "none" : route.id()).isEqualTo("r" + i);
        }
        assertThat(table.find("h", "/a", "GET", InetAddress.getByName("127.0.0.1")))
                .isNull();
    }
}
