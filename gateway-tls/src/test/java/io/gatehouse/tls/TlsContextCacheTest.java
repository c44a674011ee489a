// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TlsContextCacheTest {
    private static final TestCa CA = TestCa.create("contexts");
    private static final TestIdentity IDENTITY = CA.server("a.test", "b.test", "c.test");

    private final TlsContextCache contexts = new TlsContextCache(2, Clock.systemUTC());

    @AfterEach
    void close() {
        contexts.close();
    }

    @Test
    void equalSpecsShareAContext() throws Exception {
        ReferenceCountedOpenSslContext first = contexts.acquire(spec("a"));
        ReferenceCountedOpenSslContext second = contexts.acquire(spec("a"));
        assertThat(second).isSameAs(first);
        assertThat(first.refCnt()).isEqualTo(3);
        first.release(2);
        assertThat(contexts.resident()).isOne();
    }

    @Test
    void releasesTheLeastRecentlyUsedWhenFull() throws Exception {
        ReferenceCountedOpenSslContext a = contexts.acquire(spec("a"));
        ReferenceCountedOpenSslContext b = contexts.acquire(spec("b"));
        contexts.acquire(spec("a")).release();
        contexts.acquire(spec("c")).release();
        assertThat(contexts.resident()).isEqualTo(2);
        assertThat(a.refCnt()).isEqualTo(2);
        assertThat(b.refCnt()).as("only the acquirer's reference is left").isOne();
        a.release();
        b.release();
        assertThat(b.refCnt()).isZero();
    }

    @Test
    void readsTheTrustOfTheSystemBeforehandIfItIsNeeded() {
        contexts.prepare(List.of(
                new UpstreamTls(true, List.of(CA.certificate()), "", Optional.empty()),
                new UpstreamTls(false, List.of(), "", Optional.empty())));
        assertThat(contexts.systemTrust().isRead()).isFalse();
        contexts.prepare(List.of(new UpstreamTls(true, List.of(), "", Optional.empty())));
        assertThat(contexts.systemTrust().isRead()).isTrue();
    }

    @Test
    void namesThatClientsInventBuildNothing() throws Exception {
        SslObject wildcard = TestObjects.object("w", "*.w.test").with(IDENTITY).build();
        SslIndex index = TestObjects.index(wildcard);
        for (int i = 0; i < 1000; i++) {
            SslObject found =
                    Objects.requireNonNull(index.bySni("n" + i + ".w.test").object());
            contexts.acquire(found.specs().get(0)).release();
        }
        assertThat(contexts.resident()).isOne();
    }

    @Test
    void keepsOnlyWhatASnapshotUses() throws Exception {
        SslObject a = object("a");
        ReferenceCountedOpenSslContext kept = contexts.acquire(a.specs().get(0));
        ReferenceCountedOpenSslContext gone = contexts.acquire(spec("b"));
        contexts.retainOnly(TestObjects.index(object("a")), List.of());
        assertThat(kept.refCnt()).isEqualTo(2);
        assertThat(gone.refCnt()).isOne();
        kept.release();
        gone.release();
    }

    @Test
    void keepsTheContextsOfUpstreamsInUse() throws Exception {
        UpstreamTls used = new UpstreamTls(true, List.of(CA.certificate()), "", Optional.empty());
        UpstreamTls unused = new UpstreamTls(true, List.of(CA.certificate()), "x", Optional.empty());
        contexts.acquire(used).release();
        contexts.acquire(unused).release();
        contexts.retainOnly(
                TestObjects.index(), List.of(new UpstreamTls(true, List.of(CA.certificate()), "", Optional.empty())));
        assertThat(contexts.resident()).isOne();
    }

    @Test
    void closingReleasesEverything() throws Exception {
        ReferenceCountedOpenSslContext a = contexts.acquire(spec("a"));
        contexts.close();
        assertThat(a.refCnt()).isOne();
        a.release();
        ReferenceCountedOpenSslContext late = contexts.acquire(spec("a"));
        assertThat(late.refCnt()).as("nothing is kept after the close").isOne();
        late.release();
        assertThat(contexts.resident()).isZero();
    }

    @Test
    void canBecomeSmallerAndRefusesNonsense() throws Exception {
        contexts.acquire(spec("a")).release();
        contexts.acquire(spec("b")).release();
        contexts.resize(1);
        assertThat(contexts.resident()).isOne();
        assertThatThrownBy(() -> contexts.resize(0)).hasMessage("maxResident: 0 (expected: >= 1)");
    }

    /** Its handshake began before a reload, and goes on; the private key must not stay behind for good. */
    @Test
    void whatIsBuiltWhileAReloadDropsItIsNotKept() throws Exception {
        TlsSpec spec = spec("a");
        ServerContexts servers = new ServerContexts(new KnownChains(1), Clock.systemUTC());
        List<ResidentContexts> kept = new ArrayList<>();
        kept.add(new ResidentContexts(2, each -> {
            ReferenceCountedOpenSslContext built = servers.build(spec);
            kept.get(0).keepOnly(other -> false); // by the reload thread, meanwhile
            return built;
        }));

        ResidentContext acquired = kept.get(0).acquire(spec);

        assertThat(kept.get(0).size()).isZero();
        assertThat(acquired.context().refCnt()).as("the acquirer's").isOne();
        acquired.release();
    }

    @Test
    void manyThreadsEndUpWithOneContext() throws Exception {
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            TlsSpec spec = spec("a");
            List<Callable<ReferenceCountedOpenSslContext>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> {
                    start.await(5, TimeUnit.SECONDS);
                    return contexts.acquire(spec);
                });
            }
            List<ReferenceCountedOpenSslContext> acquired = new ArrayList<>();
            for (Future<ReferenceCountedOpenSslContext> each : pool.invokeAll(tasks)) {
                acquired.add(each.get());
            }
            assertThat(acquired).allMatch(each -> each == acquired.get(0));
            assertThat(acquired.get(0).refCnt()).isEqualTo(threads + 1);
            acquired.get(0).release(threads);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aConnectionOutlivesTheEvictionOfItsContext() throws Exception {
        SslObject a = object("a");
        try (TestGateway gateway = new TestGateway(TestGateway.LIMITS, 1, TestObjects.index(a, object("b")))) {
            TlsClient client = TlsClient.trusting(CA);
            try (TlsConnection first = client.connect(gateway.address(), "a.test")) {
                ReferenceCountedOpenSslContext context =
                        gateway.contexts.acquire(a.specs().get(0));
                context.release();
                client.connect(gateway.address(), "b.test").close();
                first.write("still here");
                assertThat(first.read(10)).isEqualTo("still here");
                assertThat(context.refCnt()).as("held by the connection alone").isOne();
            }
            client.connect(gateway.address(), "a.test").close();
            assertThat(gateway.contexts.resident()).isOne();
        }
    }

    /** A reload that changes any of it must not leave the old context in use, nor resume a session that was made under it. */
    @Test
    void aContextAndItsSessionsBelongToAllThatDecidesAHandshake() {
        List<TlsSpec> specs = List.of(
                spec("a"),
                spec("b"),
                spec(plain().clients(1, CA)),
                spec(plain().clients(2, CA)),
                spec(plain().protocols(TlsVersion.TLS_1_3)),
                spec(plain().suites(CipherSuite.DEFAULT.get(0))),
                spec(plain().groups(NamedGroup.X25519)),
                spec(TestObjects.object("a", "a.test").with(CA.server("a.test"))));
        assertThat(specs).doesNotHaveDuplicates();
        assertThat(specs).extracting(TlsContextCacheTest::fingerprint).doesNotHaveDuplicates();
        assertThat(spec("a")).isEqualTo(specs.get(0)).isNotEqualTo(spec(plain().withoutTickets()));
        assertThat(fingerprint(spec("a"))).isEqualTo(fingerprint(specs.get(0))).hasSize(64);
    }

    private static String fingerprint(TlsSpec spec) {
        return HexFormat.of().formatHex(spec.fingerprint());
    }

    private static TestObjects plain() {
        return TestObjects.object("a", "a.test").with(IDENTITY);
    }

    private static TlsSpec spec(TestObjects object) {
        return object.build().specs().get(0);
    }

    private static SslObject object(String id) {
        return TestObjects.object(id, id + ".test").with(IDENTITY).build();
    }

    private static TlsSpec spec(String id) {
        return object(id).specs().get(0);
    }
}
