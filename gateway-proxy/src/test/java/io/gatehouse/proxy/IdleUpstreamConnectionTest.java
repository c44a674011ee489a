// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.Exchange;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.http.ResponseHead;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** There may be hundreds of them for hours. */
class IdleUpstreamConnectionTest {
    private static final int COUNT = 20;

    @Test
    void keepsNothingOfTheRequestsThatItCarried() throws Exception {
        int before = kept();
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            List<RawPeer> clients = new ArrayList<>();
            List<RawPeer> nodes = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                clients.add(
                        proxy.connect().send("GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(8_000) + "\r\n\r\n"));
                nodes.add(upstream.accept());
                nodes.get(i).readRequest();
            }
            assertThat(kept()).isGreaterThanOrEqualTo(before + 2 * COUNT);
            for (int i = 0; i < COUNT; i++) {
                nodes.get(i).send("HTTP/1.1 204 x\r\nX-Long: " + "x".repeat(8_000) + "\r\n\r\n");
                clients.get(i).readHead();
                proxy.nextRecord();
                clients.get(i).close();
            }
            proxy.awaitConnections(0);
            proxy.awaitIdleConnections(COUNT);

            assertThat(kept()).isLessThanOrEqualTo(before);
        }
    }

    /** Netty's decoder has room for the longest line that it has read, as long as it lives. */
    @Test
    void keepsNoRoomForALongResponseHead() throws Exception {
        long line = 60_000;
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            List<RawPeer> nodes = new ArrayList<>();
            List<RawPeer> clients = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                clients.add(proxy.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
                nodes.add(upstream.accept());
                nodes.get(i).readRequest();
                nodes.get(i).send("HTTP/1.1 103 x\r\n\r\n");
                clients.get(i).readHead(); // and has a buffer from now on
            }
            long before = bytesOfArrays();
            for (int i = 0; i < COUNT; i++) {
                nodes.get(i).send("HTTP/1.1 204 x\r\nX-Long: " + "x".repeat((int) line) + "\r\n\r\n");
                clients.get(i).readHead();
                proxy.nextRecord();
            }
            proxy.awaitIdleConnections(COUNT);

            assertThat(bytesOfArrays() - before).isLessThan(COUNT * line / 2);

            clients.get(0).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"); // and serves on
            nodes.get(COUNT - 1).readRequest();
            nodes.get(COUNT - 1).send("HTTP/1.1 204 x\r\n\r\n");
            assertThat(clients.get(0).readHead()).startsWith("HTTP/1.1 204");
        }
    }

    /** How many of the heads and exchanges there are is left by a collection of the garbage. */
    private static int kept() throws Exception {
        String histogram = histogram();
        int count = 0;
        for (Class<?> each : List.of(Exchange.class, RequestHead.class, ResponseHead.class)) {
            Matcher line = Pattern.compile("(\\d+) +\\d+ +" + Pattern.quote(each.getName()) + "\\s")
                    .matcher(histogram);
            count += line.find() ? Integer.parseInt(line.group(1)) : 0;
        }
        return count;
    }

    private static long bytesOfArrays() throws Exception {
        Matcher line = Pattern.compile("(\\d+) +\\[B\\s").matcher(histogram());
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1));
    }

    /** Of what a collection of the garbage leaves. */
    private static String histogram() throws Exception {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }
}
