// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.proxy.route.Route;
import io.gatehouse.proxy.route.RouteTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The words about routes agree with the table that chooses them. */
class FitTest {
    private static final List<String> HOSTS =
            List.of("a.test", "b.a.test", "c.b.a.test", "\"*.a.test\"", "\"*.b.a.test\"", "\"*.test\"", "\"*\"");
    private static final List<String> URIS = List.of("/", "/*", "/x", "/x*", "/x/y", "/x/y*", "/xy*");
    private static final List<String> ASKED = List.of("a.test", "b.a.test", "c.b.a.test", "d.test", "test", "other");
    private static final List<String> PATHS = List.of("/", "/x", "/x/y", "/x/yz", "/xyz", "/z");

    @Test
    void fitsAndPrecedesAsInTheRouteTable() throws Exception {
        Random random = new Random(42);
        int pairs = 0;
        for (int round = 0; round < 100; round++) {
            List<RouteConfig> routes = randomRoutes(random);
            RouteTable table = new RouteTable(
                    routes.stream().map(each -> Route.of(each, null)).toList());
            for (String host : ASKED) {
                for (String path : PATHS) {
                    List<Fit> fits = table.candidates(host, path).stream()
                            .map(each -> Fit.of(each.config(), host, path))
                            .toList();
                    assertThat(fits).allMatch(Fit::isComplete);
                    assertThat(routes.stream()
                                    .filter(each -> Fit.of(each, host, path).isComplete()))
                            .hasSameSizeAs(fits);
                    for (int i = 1; i < fits.size(); i++) {
                        pairs++;
                        assertThat(rank(fits.get(i - 1), fits.get(i), routes))
                                .as("%s%s: %s then %s", host, path, fits.get(i - 1), fits.get(i))
                                .isEqualTo(fits.get(i - 1).precedence(fits.get(i)));
                    }
                }
            }
        }
        assertThat(pairs).isGreaterThan(1_000);
    }

    /** The same sentence from the definition in the documentation, without the methods under test. */
    private static String rank(Fit first, Fit second, List<RouteConfig> routes) {
        String host = String.valueOf(first.host());
        String otherHost = String.valueOf(second.host());
        if (!host.equals(otherHost)) {
            boolean wins = !host.startsWith("*") || (otherHost.startsWith("*") && host.length() > otherHost.length());
            return wins ? "its host " + host + " is more specific than " + otherHost : "wrong";
        }
        String uri = String.valueOf(first.uri());
        String otherUri = String.valueOf(second.uri());
        if (!uri.equals(otherUri)) {
            boolean wins = !uri.endsWith("*") || (otherUri.endsWith("*") && uri.length() > otherUri.length());
            return wins ? "its path " + uri + " is more specific than " + otherUri : "wrong";
        }
        int priority = first.route().priority();
        int otherPriority = second.route().priority();
        if (priority != otherPriority) {
            return priority > otherPriority ? "its priority " + priority + " is higher than " + otherPriority : "wrong";
        }
        return routes.indexOf(first.route()) < routes.indexOf(second.route()) ? "it stands before it" : "wrong";
    }

    @Test
    void findsTheRouteThatComesNearest() throws Exception {
        List<RouteConfig> routes = routes("""
                - {id: shop, host: shop.test, uri: /cart/*, upstream_id: u}
                - {id: orders, host: shop.test, uri: /orders/*, upstream_id: u}
                - {id: other, host: other.test, uri: /*, upstream_id: u}
                """);
        assertThat(nearest(routes, "shop.test", "/order")).isEqualTo("orders: path '/order' is not /orders/*");
        assertThat(nearest(routes, "shop.test", "/cat")).isEqualTo("shop: path '/cat' is not /cart/*");
        assertThat(nearest(routes, "www.other.test", "/x")).isEqualTo("other: host 'www.other.test' is not other.test");
        assertThat(Fit.nearest(List.of(), "a", "/")).isNull();
    }

    private static String nearest(List<RouteConfig> routes, String host, String path) {
        Fit nearest = Fit.nearest(routes, host, path);
        return nearest == null ? "none" : nearest.route().id() + ": " + nearest.misfit(host, path);
    }

    private static List<RouteConfig> randomRoutes(Random random) throws Exception {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            String hosts = random.nextInt(4) == 0 ? "" : "hosts: [" + some(random, HOSTS) + "], ";
            yaml.append("- {id: r" + i + ", " + hosts + "uris: [" + some(random, URIS) + "], priority: "
                    + random.nextInt(2) + ", upstream_id: u}\n");
        }
        return routes(yaml.toString());
    }

    private static String some(Random random, List<String> all) {
        List<String> some = new ArrayList<>(all);
        java.util.Collections.shuffle(some, random);
        return String.join(", ", some.subList(0, 1 + random.nextInt(2)));
    }

    private static List<RouteConfig> routes(String items) throws Exception {
        String yaml = """
                listeners: [{address: "127.0.0.1:0", protocol: http}]
                upstreams: [{id: u, nodes: {"127.0.0.1:1": 1}}]
                routes:
                """ + items.indent(2);
        FileSource files = new FileSource() {
            @Override
            public byte[] read(Path file, long maxBytes) {
                return yaml.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public List<Path> glob(Path base, String pattern) {
                return List.of();
            }
        };
        ConfigReader.Loaded loaded = new ConfigReader(files, name -> null).read(Path.of("gateway.yaml"));
        return loaded.config()
                .orElseThrow(() -> new AssertionError(loaded.problems().all()))
                .routes();
    }
}
