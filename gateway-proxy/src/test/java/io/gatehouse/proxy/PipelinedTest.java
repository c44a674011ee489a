// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many requests of one client at once, all of which the gateway answers itself. */
class PipelinedTest {
    private static final int COUNT = 3_000;
    private static final String ASK = "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OTHER = "GET /other HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void letOtherClientsHaveTheirTurn() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start("")) {
            RawPeer greedy = proxy.connect();
            RawPeer other = proxy.connect();
            proxy.awaitConnections(2);
            CountDownLatch sent = new CountDownLatch(1);
            proxy.submit(() -> sent.await(5, TimeUnit.SECONDS));
            greedy.send(ASK.repeat(COUNT));
            other.send(OTHER);
            sent.countDown();

            int before = 0;
            while (!proxy.nextRecord().path().equals("/other")) {
                before++;
            }
            assertThat(before).isLessThan(COUNT / 10);
            for (int i = 0; i < COUNT; i++) {
                assertThat(greedy.readHead()).startsWith("HTTP/1.1 204 No Content\r\n");
            }
            greedy.send(OTHER);
            assertThat(greedy.readResponse().body()).contains("404 Route Not Found");
        }
    }

    /** What waits for its turn is neither forgotten nor answered twice when the client ends its half. */
    @Test
    void areAllAnsweredWhenTheClientEndsItsHalf() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start("")) {
            RawPeer client = proxy.connect().send(ASK.repeat(COUNT));
            client.shutdownOutput();
            for (int i = 0; i < COUNT; i++) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 204 No Content\r\n");
            }
            client.awaitEnd();
        }
    }

    /** What was answered is whole, what waits is not begun, and the client sees a clean end. */
    @Test
    void areNotBegunOnceADrainCameWhileTheyWaitForTheirTurn() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start("")) {
            RawPeer client = waiting(proxy, () -> proxy.proxy().drain());
            int answered = 0;
            String all = client.readToEnd();
            for (int at = all.indexOf("HTTP/1.1 204"); at >= 0; at = all.indexOf("HTTP/1.1 204", at + 1)) {
                answered++;
            }
            assertThat(all).endsWith("\r\n\r\n");
            assertThat(answered).isBetween(1, COUNT / 10).isEqualTo(proxy.recordsUntilQuiet());
        }
    }

    /** Their client waits for us, and not we for it. */
    @Test
    void areAnsweredAlsoIfTheirTurnComesLaterThanTheIdleTimeout() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ProxyFixture proxy = ProxyFixture.start("timeouts: {idle: 0.1}\n")) {
            RawPeer client = waiting(proxy, () -> {
                try {
                    never.await(300, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < COUNT; i++) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 204 No Content\r\n");
            }
        }
    }

    /** A client of which the first requests are answered when this is done, and the others wait for their turn. */
    private static RawPeer waiting(ProxyFixture proxy, Runnable meanwhile) throws Exception {
        RawPeer client = proxy.connect();
        proxy.awaitConnections(1);
        CountDownLatch sent = new CountDownLatch(1);
        proxy.behindTheRead(sent, meanwhile);
        client.send(ASK.repeat(COUNT));
        sent.countDown();
        return client;
    }
}
