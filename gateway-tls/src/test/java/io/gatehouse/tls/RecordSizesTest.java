// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.fixtures.TestCa;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecordSizesTest {
    private final List<Integer> sizes = new ArrayList<>();

    @Test
    void aStreamBeginsWithShortRecordsAndGoesOnWithFullOnes() throws Exception {
        SslObject object = TestObjects.object("a", "a.test")
                .with(TestCa.create("sizes").server("a.test"))
                .build();
        String text = "x".repeat(3 * RecordSizes.SHORT);
        try (TestGateway gateway = TestGateway.serving(object);
                HandmadeClient client = HandmadeClient.connect(gateway.address(), "a.test")) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(text).readSizes(text.length()))
                        .allMatch(size -> size <= RecordSizes.SHORT)
                        .contains(RecordSizes.SHORT);
            }
            assertThat(client.send(text).readSizes(text.length())).anyMatch(size -> size > RecordSizes.SHORT);
            assertThat(client.send("small").readSizes(5)).containsExactly(5);
        }
    }

    @Test
    void afterAPauseItBeginsAnew() {
        EmbeddedChannel channel = new EmbeddedChannel(new RecordSizes(sizes::add));
        channel.freezeTime();
        send(channel, 20_000);
        channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        send(channel, 10);
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        send(channel, 10_000);
        send(channel, 10_000);
        channel.flush(); // of nothing
        send(channel, 10_000);
        assertThat(sizes)
                .containsExactly(
                        RecordSizes.SHORT, RecordSizes.LONG, RecordSizes.SHORT, RecordSizes.SHORT, RecordSizes.LONG);
        channel.finishAndReleaseAll();
    }

    private static void send(EmbeddedChannel channel, int octets) {
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[octets]));
    }
}
