// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TransportChoice;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
        try (Dns dns = new Dns();
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
        try (Dns dns = new Dns();
                AddressResolverGroup<InetSocketAddress> resolvers =
                        transport.resolvers(new SingletonDnsServerAddressStreamProvider(dns.address()))) {
            for (int i = 0; i < 4; i++) {
                lookUp(resolvers, loops.next(), "node" + i + ".gatehouse.test");
            }
            assertThat(dns.askers).hasSizeGreaterThan(1); // the kernel draws, and may draw one twice
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
    private static final class Dns implements AutoCloseable {
        private static final int HEAD = 12;
        private static final int RESPONSE = 0x8180;
        private static final int TYPE_A = 1;

        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final AtomicInteger asked = new AtomicInteger();
        private final Set<SocketAddress> askers = ConcurrentHashMap.newKeySet();

        Dns() throws IOException {
            Thread thread = new Thread(this::answer, "dns");
            thread.setDaemon(true);
            thread.start();
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public void close() {
            socket.close();
        }

        private void answer() {
            byte[] buffer = new byte[512];
            while (!socket.isClosed()) {
                try {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    socket.receive(packet);
                    askers.add(packet.getSocketAddress());
                    byte[] response = responseTo(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                    socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
                } catch (IOException e) {
                    return; // closed
                }
            }
        }

        /** RFC 1035, section 4.1. */
        private byte[] responseTo(ByteBuffer query) {
            int end = HEAD;
            while (query.get(end) != 0) {
                end += query.get(end) + 1;
            }
            boolean ipv4 = query.getShort(end + 1) == TYPE_A;
            end += 5;
            ByteBuffer response = ByteBuffer.allocate(512);
            response.putShort(query.getShort(0)).putShort((short) RESPONSE);
            response.putShort((short) 1).putShort((short) (ipv4 ? 1 : 0)).putInt(0);
            response.put(query.duplicate().position(HEAD).limit(end));
            if (ipv4) {
                response.putShort((short) (0xc000 | HEAD))
                        .putShort((short) TYPE_A)
                        .putShort((short) 1);
                response.putInt(TTL_SECONDS).putShort((short) 4);
                response.put(new byte[] {127, 0, 0, (byte) asked.incrementAndGet()});
            }
            return Arrays.copyOf(response.array(), response.position());
        }
    }
}
