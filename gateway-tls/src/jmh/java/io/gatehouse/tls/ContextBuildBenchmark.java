// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.tls.fixtures.TestCa;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
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

/** What a handshake pays before BoringSSL does anything: for a context that is not resident, and for an engine of one that is. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class ContextBuildBenchmark {
    @Param({"P-256", "RSA-2048"})
    public String key;

    private final TlsContextCache contexts = new TlsContextCache(1, Clock.systemUTC());
    private TlsSpec[] specs;
    private int next;

    @Setup
    public void make() {
        TestCa ca = TestCa.create("jmh");
        specs = new TlsSpec[] {spec(ca, "a.test"), spec(ca, "b.test")};
    }

    private TlsSpec spec(TestCa ca, String name) {
        TestObjects object = TestObjects.object(name, name);
        object.with(key.equals("P-256") ? ca.server(name) : ca.rsaServer(name));
        return object.build().specs().get(0);
    }

    @TearDown
    public void release() {
        contexts.close();
    }

    /** There is room for one context and two take turns, so each is built, and the other one released. */
    @Benchmark
    public void miss() throws SSLException {
        contexts.acquire(specs[next++ & 1]).release();
    }

    @Benchmark
    public void hit() throws SSLException {
        contexts.acquire(specs[0]).release();
    }

    @Benchmark
    public SslHandler hitAndEngine() throws SSLException {
        SslHandler handler = contexts.newServerHandler(specs[0], PooledByteBufAllocator.DEFAULT);
        ReferenceCountUtil.release(handler.engine());
        return handler;
    }
}
