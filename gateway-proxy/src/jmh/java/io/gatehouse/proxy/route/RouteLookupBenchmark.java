// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.route;

import io.gatehouse.proxy.fixtures.TestConfig;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find a route: of many hosts, of many paths under one host, and when there is none. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class RouteLookupBenchmark {
    private static final int REQUESTS = 1 << 12;
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    @Param({"10", "1000", "100000"})
    public int routes;

    private RouteTable byHost;
    private RouteTable byPath;
    private String[] hosts;
    private String[] paths;
    private int next;

    @Setup
    public void fill() {
        byHost = table("host: \"h%1$d.example.com\", uri: /api/*");
        byPath = table("host: h.example.com, uri: /api/v%1$d/*");
        hosts = new String[REQUESTS];
        paths = new String[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            long route = i * 0x9E3779B9L % routes; // neighbours in time are none in the index
            hosts[i] = "h" + route + ".example.com";
            paths[i] = "/api/v" + route + "/orders/17";
        }
    }

    private RouteTable table(String route) {
        StringBuilder text = new StringBuilder("upstreams: [{id: u, nodes: {\"127.0.0.1:1\": 1}}]\nroutes:\n");
        for (int i = 0; i < routes; i++) {
            text.append(String.format("  - {id: r%1$d, upstream_id: u, " + route + "}%n", i));
        }
        return TestConfig.snapshot(text.toString()).routes();
    }

    @Benchmark
    public @Nullable Route amongHosts() {
        return byHost.find(hosts[next++ & (REQUESTS - 1)], "/api/orders/17", "GET", CLIENT);
    }

    @Benchmark
    public @Nullable Route amongPaths() {
        return byPath.find("h.example.com", paths[next++ & (REQUESTS - 1)], "GET", CLIENT);
    }

    @Benchmark
    public @Nullable Route none() {
        return byHost.find(hosts[next++ & (REQUESTS - 1)], "/other", "GET", CLIENT);
    }
}
