// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of a look when it is over; what it does is in {@code ClientReviewTest}. */
class ReviewTest {
    private static final int MOST_COLLECTIONS = 10;

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
