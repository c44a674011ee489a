// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.config.TransportChoice;
import io.gatehouse.core.net.NameServer.Question;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a DNS server sends fails the look-up, and is not heard in the log: neither its words nor a stack trace. */
class HostileNameServerTest {
    private static final String NODE = "node.gatehouse.test";
    private static final String OTHER = "other.gatehouse.test";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        root.getAppender("stdout").getCopyOfAttachedFiltersList().forEach(log::addFilter);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void end() {
        root.detachAppender(log);
    }

    @Test
    void namesThatLeadInACircle() throws Exception {
        fails(asked -> List.of(alias(asked, asked.isFor(NODE) ? OTHER : NODE)));
    }

    @Test
    void aNameThatIsNone() throws Exception {
        fails(asked -> List.of(alias(asked, "\u00e4".repeat(31))));
    }

    @Test
    void anAnswerToAnotherQuestion() throws Exception {
        fails(asked -> List.of(
                asked.forAnother("a\n2026-12-01T04:00:00.000Z ERROR forged"), asked.withCode(NameServer.NO_SUCH_NAME)));
    }

    private static byte[] alias(Question asked, String name) {
        return asked.with(NameServer.TYPE_CNAME, 60, NameServer.name(name));
    }

    private void fails(Function<Question, List<byte[]>> answers) throws Exception {
        Transport transport = Transports.choose(TransportChoice.AUTO);
        EventLoopGroup loops = transport.loops(1, "dns");
        try (NameServer dns = new NameServer(answers);
                AddressResolverGroup<InetSocketAddress> resolvers =
                        transport.resolvers(new SingletonDnsServerAddressStreamProvider(dns.address()))) {
            assertThat(resolvers.getResolver(loops.next()).resolveAll(InetSocketAddress.createUnresolved(NODE, 80)))
                    .failsWithin(5, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(UnknownHostException.class);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("dns"));
    }
}
