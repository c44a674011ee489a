// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import io.gatehouse.proxy.fixtures.TestConfig;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a whole exchange costs without sockets and TLS: request in, decision, request out on a pooled connection, response of 1 KiB
 * in, response out. On sockets in memory, which take their part: compare with another commit, not with a server.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExchangeBenchmark {
    private static final byte[] REQUEST =
            octets("GET /orders/17 HTTP/1.1\r\nHost: www.example.com\r\naccept: */*\r\n\r\n");
    private static final byte[] RESPONSE =
            octets("HTTP/1.1 200 OK\r\nserver: node\r\ndate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
                    + "content-type: text/plain\r\ncontent-length: 1024\r\n\r\n" + "x".repeat(1024));

    private MemoryProxy proxy;
    private MemorySocket client;
    private MemorySocket node;

    @Setup
    public void connect() {
        proxy = new MemoryProxy(TestConfig.snapshot("""
                limits: {requests_per_connection: 0}
                upstreams:
                  - {id: u, nodes: {"192.0.2.2:80": 1}, keepalive_pool: {requests: 2147483647}}
                routes:
                  - {id: r, uri: "/*", upstream_id: u}
                """));
        client = proxy.connect();
        client.send(REQUEST);
        proxy.run();
        node = proxy.nodes().get(0);
        asUsual(client);
        asUsual(node);
        node.send(RESPONSE);
        proxy.run();
    }

    /** The memory proxy is made for tests, to which few octets are many. */
    private static void asUsual(MemorySocket socket) {
        socket.config().setAllocator(PooledByteBufAllocator.DEFAULT);
        socket.config().setWriteBufferWaterMark(WriteBufferWaterMark.DEFAULT);
    }

    @TearDown
    public void close() {
        proxy.close();
    }

    @Benchmark
    public int exchange() {
        client.send(REQUEST);
        proxy.run();
        node.send(RESPONSE);
        proxy.run();
        int written = node.forgetWritten() * client.forgetWritten();
        proxy.forgetRecords();
        if (written == 0) {
            throw new AssertionError("no exchange took place");
        }
        return written;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
