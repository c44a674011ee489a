// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputEndTest {
    private static final TestCa CA = TestCa.create("end");
    private static final TestIdentity SERVER = CA.server("a.example");

    private CountingChannel server;
    private EmbeddedChannel client;

    @BeforeEach
    void shakeHands() throws Exception {
        SslHandler front = SslContextBuilder.forServer(SERVER.key(), SERVER.chain())
                .sslProvider(SslProvider.JDK)
                .build()
                .newHandler(UnpooledByteBufAllocator.DEFAULT);
        SslHandler back = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(CA.certificate())
                .build()
                .newHandler(UnpooledByteBufAllocator.DEFAULT, "a.example", 443);
        server = new CountingChannel(front);
        client = new EmbeddedChannel(back);
        talk();
        assertThat(front.handshakeFuture().isSuccess()).isTrue();
        server.writes = 0;
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }

    @Test
    void writesWhatWaitsAndTheCloseNotifyAtOnce() {
        server.write(ByteBufUtil.writeAscii(server.alloc(), "the last "));
        server.write(ByteBufUtil.writeAscii(server.alloc(), "response"));
        end();
        assertThat(server.writes).isEqualTo(1);
        assertThat(talk()).isEqualTo("the last response");
        assertThat(client.pipeline().get(SslHandler.class).sslCloseFuture().isSuccess())
                .as("a close_notify came behind it")
                .isTrue();
    }

    @Test
    void endsAlsoWhenNothingWaits() {
        end();
        assertThat(server.writes).isEqualTo(1);
        assertThat(talk()).isEmpty();
        assertThat(client.pipeline().get(SslHandler.class).sslCloseFuture().isSuccess())
                .isTrue();
    }

    @Test
    void holdsNoFlushBackAfterwards() {
        end();
        assertThat(server.pipeline().get(HeldFlush.class)).isNull();
    }

    /** In the next turn of the event loop. */
    private void end() {
        OutputEnd.of(server, () -> {}, () -> {});
        server.runPendingTasks();
    }

    /** Moves octets until neither has any; what the client has read. */
    private String talk() {
        StringBuilder read = new StringBuilder();
        while (move(client, server) || move(server, client)) {
            for (ByteBuf part = client.readInbound(); part != null; part = client.readInbound()) {
                read.append(part.toString(StandardCharsets.US_ASCII));
                part.release();
            }
        }
        return read.toString();
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
        ByteBuf octets = from.readOutbound();
        if (octets != null && to.isOpen()) {
            to.writeInbound(octets);
        } else if (octets != null) {
            octets.release();
        }
        return octets != null;
    }

    /** Counts how often something goes to the socket. */
    private static final class CountingChannel extends EmbeddedChannel {
        private int writes;

        CountingChannel(ChannelHandler handler) {
            super(handler);
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            writes++;
            super.doWrite(in);
        }
    }
}
