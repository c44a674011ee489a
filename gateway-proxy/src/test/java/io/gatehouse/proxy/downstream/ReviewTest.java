// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ListenerConfig;
import io.gatehouse.proxy.exchange.ConnectionInfo;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What a look costs others, and what is left of it; what it does is in {@code ClientReviewTest}. */
class ReviewTest {
    private static final int MOST_COLLECTIONS = 10;
    private static final int MANY = 1_000;

    @Test
    void keepsNoConnectionThatItHasLookedAt() {
        List<WeakReference<?>> lists = new ArrayList<>();
        Review review = over(lists);
        try {
            for (int i = 0; i < MOST_COLLECTIONS && lists.get(0).get() != null; i++) {
                System.gc();
            }
            assertThat(lists.get(0).get()).isNull();
        } finally {
            Reference.reachabilityFence(review);
        }
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // what it does is waited for
    void leavesTurnsToEverythingElseOfTheLoop() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ProxyFixture proxy = ProxyFixture.start(ProxyFixture.toNode(1, "", ""))) {
            EventLoop loop = group.next();
            AtomicLong slices = new AtomicLong();
            LongSupplier time = () -> TimeUnit.SECONDS.toNanos(slices.incrementAndGet()); // a slice is over at once
            Review review = new Review(
                    proxy.proxy().context().snapshots().current(),
                    loop,
                    time,
                    Clock.systemUTC(),
                    Collections.nCopies(MANY, idle(proxy.proxy().context())));
            CompletableFuture<Long> meanwhile = new CompletableFuture<>();
            loop.execute(() -> {
                loop.schedule(() -> meanwhile.complete(slices.get()), 1, TimeUnit.NANOSECONDS);
                review.run();
            });
            assertThat(meanwhile.get(10, TimeUnit.SECONDS)).isLessThan(MANY);
        } finally {
            group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    private static Http1Downstream idle(DownstreamContext services) {
        ListenerConfig listener =
                services.snapshots().current().config().listeners().get(0);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        return Http1Downstream.install(new EmbeddedChannel(), new ConnectionInfo(listener, address, null), services);
    }

    private static Review over(List<WeakReference<?>> lists) {
        List<Http1Downstream> connections = new ArrayList<>();
        lists.add(new WeakReference<>(connections));
        GatewaySnapshot now = TestConfig.snapshot(ProxyFixture.toNode(1, "", ""));
        Review review =
                new Review(now, new EmbeddedChannel().eventLoop(), System::nanoTime, Clock.systemUTC(), connections);
        review.run();
        return review;
    }
}
