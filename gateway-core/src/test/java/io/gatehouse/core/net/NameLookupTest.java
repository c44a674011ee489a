// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TransportChoice;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A name is looked up again when the TTL of its answer has ended, and not before; each time from another port. */
class NameLookupTest {
    private static final int TTL_SECONDS = 1;

    @Test
    void anAnswerLivesAsLongAsItsTtl() throws Exception {
        Transport transport = Transports.choose(TransportChoice.AUTO);
        EventLoopGroup loops = transport.loops(1, "dns");
        try (NameServer dns = counting();
                AddressResolverGroup<InetSocketAddress> resolvers =
                        transport.resolvers(new SingletonDnsServerAddressStreamProvider(dns.address()))) {
            long begun = System.nanoTime();
            assertThat(lookUp(resolvers, loops.next())).isEqualTo("127.0.0.1");
            String next = lookUp(resolvers, loops.next());
            assertThat(next).isEqualTo("127.0.0.1"); // the answer is kept: the second one would be 127.0.0.2
            while (next.equals("127.0.0.1") && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(5)) {
                next = lookUp(resolvers, loops.next());
            }
            assertThat(next).isEqualTo("127.0.0.2");
            assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(TTL_SECONDS * 900));
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /** Or who forges an answer has to guess its id only (RFC 5452, section 9.2). */
    @Test
    void asksFromAnotherPortEachTime() throws Exception {
        Transport transport = Transports.choose(TransportChoice.AUTO);
        EventLoopGroup loops = transport.loops(1, "dns");
        try (NameServer dns = counting();
                AddressResolverGroup<InetSocketAddress> resolvers =
                        transport.resolvers(new SingletonDnsServerAddressStreamProvider(dns.address()))) {
            for (int i = 0; i < 4; i++) {
                lookUp(resolvers, loops.next(), "node" + i + ".gatehouse.test");
            }
            assertThat(dns.askers()).hasSizeGreaterThan(1); // the kernel draws, and may draw one twice
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static String lookUp(AddressResolverGroup<InetSocketAddress> resolvers, EventLoop loop) throws Exception {
        return lookUp(resolvers, loop, "node.gatehouse.test");
    }

    private static String lookUp(AddressResolverGroup<InetSocketAddress> resolvers, EventLoop loop, String name)
            throws Exception {
        return resolvers
                .getResolver(loop)
                .resolve(InetSocketAddress.createUnresolved(name, 80))
                .get(5, TimeUnit.SECONDS)
                .getAddress()
                .getHostAddress();
    }

    /** Answers the first question for an IPv4 address with 127.0.0.1, the next with 127.0.0.2, and so on; others with nothing. */
    private static NameServer counting() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        return new NameServer(question -> List.of(
                question.type() == NameServer.TYPE_A
                        ? question.with(
                                NameServer.TYPE_A, TTL_SECONDS, new byte[] {127, 0, 0, (byte) asked.incrementAndGet()})
                        : question.withCode(0)));
    }
}
