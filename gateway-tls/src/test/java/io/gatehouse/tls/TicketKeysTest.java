// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.SessionKeeper.Attempt;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestClock;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long tickets are good for, and where. */
class TicketKeysTest {
    private static final TestCa CA = TestCa.create("tickets");
    private static final SslObject OPEN =
            TestObjects.object("open", "open.test").with(CA.server("open.test")).build();
    private static final SslObject TWIN =
            TestObjects.object("twin", "open.test").with(CA.server("open.test")).build();
    private static final Duration ALMOST = TicketSecrets.PERIOD.minusSeconds(1);

    private final TestGateway gateway = TestGateway.serving(OPEN);
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private long session; // the newest that the client was given

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void anotherProcessTakesUpTicketsOnlyOfSharedKeys(TlsVersion version) throws Exception {
        try (SessionKeeper client = new SessionKeeper(group, version, null)) {
            assertThat(resumes(client)).isFalse();
            gateway.restart(TicketKeySet.NONE);
            assertThat(resumes(client)).isFalse();
            TicketKeySet shared = keys(1);
            gateway.restart(shared);
            assertThat(resumes(client)).isFalse();
            gateway.restart(shared);
            assertThat(resumes(client)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void theFirstKeyEncryptsAndAllDecrypt(TlsVersion version) throws Exception {
        try (SessionKeeper client = new SessionKeeper(group, version, null)) {
            gateway.contexts.shareTickets(keys(1));
            assertThat(resumes(client)).isFalse();
            gateway.contexts.shareTickets(keys(2, 1));
            assertThat(resumes(client))
                    .as("by the second key; gets a ticket of the first")
                    .isTrue();
            gateway.contexts.shareTickets(keys(2));
            assertThat(resumes(client)).isTrue();
            gateway.contexts.shareTickets(keys(3, 1));
            assertThat(resumes(client)).as("its key is gone").isFalse();
        }
    }

    /** The period is over for two threads at once, and the one that read the clock first comes second. */
    @Test
    void theSecretBeforeIsKeptByWhicheverThreadTakesTheNextOne() throws Exception {
        TestClock clock = new TestClock();
        TicketSecrets secrets = new TicketSecrets(clock, new SecureRandom());
        TlsSpec spec = OPEN.specs().get(0);
        byte[] before = secrets.keysOf(spec)[0].name();
        int epoch = secrets.epoch();
        clock.advance(TicketSecrets.PERIOD);
        Thread early = new Thread(secrets::epoch);
        synchronized (secrets) {
            early.start();
            await(() -> early.getState() == Thread.State.BLOCKED);
            clock.advance(Duration.ofMillis(2));
            secrets.epoch();
        }
        early.join(5_000);

        assertThat(secrets.epoch()).isEqualTo(epoch + 1);
        assertThat(secrets.keysOf(spec))
                .extracting(OpenSslSessionTicketKey::name)
                .contains(before);
    }

    /** Event loops and the reload thread give keys to the same context, and any of them may be slow. */
    @Test
    void aSlowThreadDoesNotPutBackTheKeysOfBefore() throws Exception {
        TicketSecrets secrets = new TicketSecrets(new TestClock(), new SecureRandom());
        TlsSpec spec = OPEN.specs().get(0);
        List<Thread> threads = new CopyOnWriteArrayList<>();
        AtomicReference<byte[]> current = new AtomicReference<>(new byte[0]);
        CountDownLatch slowHasKeys = new CountDownLatch(1);
        CountDownLatch quickHasKeys = new CountDownLatch(1);
        ReferenceCountedOpenSslContext context = new ServerContexts(new KnownChains(1), new TestClock()).build(spec);
        ResidentContext resident = new ResidentContext(spec, context, keys -> {
            if (Thread.currentThread().equals(threads.get(0))) {
                slowHasKeys.countDown();
                await(() -> quickHasKeys.getCount() == 0 || threads.get(1).getState() == Thread.State.BLOCKED);
                current.set(keys[0].name());
            } else {
                current.set(keys[0].name());
                quickHasKeys.countDown();
                await(() -> !threads.get(0).isAlive());
            }
        });
        try {
            for (int i = 0; i < 2; i++) {
                threads.add(new Thread(() -> resident.renewTicketKeys(secrets)));
            }
            threads.get(0).start();
            assertThat(slowHasKeys.await(5, TimeUnit.SECONDS)).isTrue();
            secrets.share(keys(1));
            threads.get(1).start();
            for (Thread each : threads) {
                each.join(5_000);
            }

            assertThat(resident.hasCurrentTicketKeys(secrets)).isTrue();
            assertThat(current.get()).isEqualTo(secrets.keysOf(spec)[0].name());
        } finally {
            resident.release();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void aTicketOfTheProcessIsGoodForOnePeriodAtLeastAndTwoAtMost(TlsVersion version) throws Exception {
        try (SessionKeeper client = new SessionKeeper(group, version, null)) {
            gateway.clock.advance(ALMOST);
            assertThat(resumes(client)).isFalse();
            gateway.clock.advance(ALMOST);
            assertThat(resumes(client)).as("a secret later, gets a new ticket").isTrue();
            gateway.clock.advance(Duration.ofSeconds(2));
            gateway.clock.advance(ALMOST);
            gateway.clock.advance(ALMOST);
            assertThat(resumes(client)).as("two secrets later").isFalse();
        }
    }

    @Test
    void aSecretThatIsDroppedIsOverwrittenAndMakesNoKeys() {
        TestClock clock = new TestClock();
        Recorded random = new Recorded();
        TicketSecrets secrets = new TicketSecrets(clock, random);
        for (int i = 0; i < 2; i++) {
            clock.advance(TicketSecrets.PERIOD);
            secrets.epoch();
            assertThat(texts(secrets, OPEN)).hasSize(2);
        }
        byte[] zeros = new byte[random.drawn.get(0).length];
        assertThat(random.drawn.get(0)).isEqualTo(zeros);
        assertThat(random.drawn.get(1)).isNotEqualTo(zeros);
        secrets.share(keys(1));
        secrets.share(TicketKeySet.NONE);
        assertThat(texts(secrets, OPEN)).hasSize(1);
        assertThat(random.drawn.subList(0, 3)).containsOnly(zeros);
    }

    /** Keeps what it gave away. */
    private static final class Recorded extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient List<byte[]> drawn = new ArrayList<>();

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            drawn.add(bytes);
        }
    }

    @Test
    void aContextThatNobodyAsksForLosesItsOldKeysToo() throws Exception {
        TlsSpec spec = OPEN.specs().get(0);
        gateway.contexts.acquire(spec).release();
        assertThat(gateway.contexts.hasCurrentTicketKeys(spec)).isTrue();
        gateway.clock.advance(TicketSecrets.PERIOD);
        assertThat(gateway.contexts.hasCurrentTicketKeys(spec)).isFalse();
        gateway.contexts.renewTicketKeys();
        assertThat(gateway.contexts.hasCurrentTicketKeys(spec)).isTrue();
    }

    @Test
    void keysDependOnSecretAndSpecAlone() {
        TestClock clock = new TestClock();
        TicketSecrets one = new TicketSecrets(clock, new SecureRandom());
        TicketSecrets other = new TicketSecrets(clock, new SecureRandom());
        assertThat(texts(one, OPEN)).doesNotContainAnyElementsOf(texts(other, OPEN));
        one.share(keys(1, 2));
        other.share(keys(1, 2));
        assertThat(texts(one, OPEN)).hasSize(2).doesNotHaveDuplicates().isEqualTo(texts(other, OPEN));
        assertThat(texts(one, OPEN)).doesNotContainAnyElementsOf(texts(one, TWIN));
    }

    @Test
    void theNumberOfTheSecretsChangesWithThemOnly() {
        TestClock clock = new TestClock();
        TicketSecrets secrets = new TicketSecrets(clock, new SecureRandom());
        int first = secrets.epoch();
        secrets.share(TicketKeySet.NONE);
        clock.advance(ALMOST);
        assertThat(secrets.epoch()).isEqualTo(first);
        clock.advance(Duration.ofSeconds(1));
        int second = secrets.epoch();
        assertThat(second).isNotEqualTo(first);
        secrets.share(keys(1));
        int third = secrets.epoch();
        assertThat(third).isNotEqualTo(second);
        secrets.share(keys(1));
        assertThat(secrets.epoch()).isEqualTo(third);
    }

    /** Offers the newest session, if there is one. */
    private boolean resumes(SessionKeeper client) throws Exception {
        Attempt attempt = client.exchange(gateway.address(), "open.test", session);
        session = attempt.session() == 0 ? session : attempt.session();
        return attempt.reused();
    }

    private static List<String> texts(TicketSecrets secrets, SslObject object) {
        return Stream.of(secrets.keysOf(object.specs().get(0)))
                .map(TicketKeysTest::text)
                .toList();
    }

    private static String text(OpenSslSessionTicketKey key) {
        return new Sha256().add(key.name()).add(key.hmacKey()).add(key.aesKey()).hex();
    }

    private static TicketKeySet keys(int... fills) {
        return new TicketKeySet(Arrays.stream(fills)
                .mapToObj(fill -> {
                    byte[] secret = new byte[80];
                    Arrays.fill(secret, (byte) fill);
                    return secret;
                })
                .toList());
    }
}
