// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.gatehouse.config.TransportChoice;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.net.Transports;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A name of a node that does not resolve is a warning after the load, once for each name. */
class NodeNamesTest {
    private final Logger log = (Logger) LoggerFactory.getLogger(NodeNames.class);
    private final Lines lines = new Lines();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void end() {
        log.detachAppender(lines);
    }

    @Test
    void warnsOfTheOneThatDoesNotResolveAndAsksForNoAddress() throws Exception {
        EventLoopGroup loops = Transports.choose(TransportChoice.NIO).loops(1, "names");
        try (Resolvers resolvers = new Resolvers()) {
            new NodeNames(loops.next(), resolvers).check(snapshot("""
                    listeners: [{address: "127.0.0.1:0", protocol: http}]
                    upstreams:
                      - {id: orders, nodes: {"a.test:80": 1, "gone.test:80": 1, "gone.test:81": 1, "127.0.0.1:80": 1, "[::1]:80": 1}}
                    routes:
                      - {uri: /*, upstream: {nodes: {"z.test:80": 1}}}
                    """));

            assertThat(List.of(next(asked), next(asked), next(asked))).containsExactly("a.test", "gone.test", "z.test");
            assertThat(next(lines.said))
                    .isEqualTo("WARN node name does not resolve name=gone.test upstream=orders cause=\"no such name\"");
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        assertThat(asked).isEmpty();
        assertThat(lines.said).isEmpty();
    }

    private GatewaySnapshot snapshot(String yaml) {
        ConfigDir config = new ConfigDir(folder).gateway(yaml);
        ConfigLoader.Result result = new ConfigLoader(config.gatewayYaml(), Clock.systemUTC()).load();
        Loaded loaded = result.loaded()
                .orElseThrow(() -> new AssertionError(result.problems().all()));
        return GatewaySnapshot.of(1, loaded.config(), loaded.tls());
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        String next = queue.poll(5, TimeUnit.SECONDS);
        return next == null ? "nothing in 5 s" : next;
    }

    /** Knows every name but {@code gone.test}, and notes who is asked for. */
    private final class Resolvers extends AddressResolverGroup<InetSocketAddress> {
        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    asked.add(name);
                    if (name.equals("gone.test")) {
                        promise.setFailure(new UnknownHostException("no such name"));
                    } else {
                        promise.setSuccess(InetAddress.getLoopbackAddress());
                    }
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                    promise.setFailure(new UnsupportedOperationException("not asked for"));
                }
            }.asAddressResolver();
        }
    }

    /** What was logged. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            said.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    }
}
