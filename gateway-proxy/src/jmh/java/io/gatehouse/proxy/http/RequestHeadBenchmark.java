// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.gatehouse.proxy.http.RequestRules.Verdict.Admitted;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a request head costs: from octets to an admitted head, and from there to octets again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class RequestHeadBenchmark {
    /** As a load generator and as a browser write it. */
    public enum Client {
        SHORT("accept: */*\r\n"),
        BROWSER("""
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
                Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
                Accept-Language: en-GB,en;q=0.5\r
                Accept-Encoding: gzip, deflate, br, zstd\r
                Connection: keep-alive\r
                Cookie: session=8c2c9d1f0b7a4e6f9d3b5a7c1e2f4a6b; theme=dark; consent=1\r
                Sec-Fetch-Dest: document\r
                Sec-Fetch-Mode: navigate\r
                Sec-Fetch-Site: same-origin\r
                Priority: u=0, i\r
                """);

        private final byte[] octets;

        Client(String fields) {
            String head = "GET /orders/17?page=2 HTTP/1.1\r\nHost: www.example.com\r\n" + fields + "\r\n";
            octets = head.getBytes(StandardCharsets.US_ASCII);
        }
    }

    @Param
    public Client client;

    private EmbeddedChannel channel;
    private RequestHead head;

    @Setup
    public void open() {
        channel = new EmbeddedChannel(new StrictRequestDecoder(new HeadLimits(8192, 32768, 100), new NobodyListens()));
        head = decode();
    }

    @TearDown
    public void close() {
        channel.finishAndReleaseAll();
    }

    @Benchmark
    public RequestHead in() {
        return decode();
    }

    @Benchmark
    public void out() {
        write(head);
    }

    @Benchmark
    public void inAndOut() {
        write(decode());
    }

    private RequestHead decode() {
        channel.writeInbound(PooledByteBufAllocator.DEFAULT
                .directBuffer(client.octets.length)
                .writeBytes(client.octets));
        HttpRequest request = channel.readInbound();
        for (Object rest = channel.readInbound(); rest != null; rest = channel.readInbound()) {
            ReferenceCountUtil.release(rest);
        }
        return ((Admitted) RequestRules.admit(request)).head();
    }

    private static void write(RequestHead head) {
        ByteBuf written = Http1Writer.request(PooledByteBufAllocator.DEFAULT, head, "www.example.com");
        written.release();
    }

    private static final class NobodyListens implements StrictRequestDecoder.Listener {
        @Override
        public void headBegun() {}

        @Override
        public void dataWhilePaused() {}
    }
}
