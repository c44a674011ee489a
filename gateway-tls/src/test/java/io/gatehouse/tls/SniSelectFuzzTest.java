// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.config.HostName;
import io.gatehouse.tls.fixtures.TestCa;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hellos that are damaged here and there, cut into records and reads of any size: each is refused once, waited for, or handed
 * over; and then BoringSSL, which reads it again, finds the name in it by which the ssl object was chosen.
 */
class SniSelectFuzzTest {
    private static final TestCa CA = TestCa.create("fuzz");
    private static final SslIndex INDEX = TestObjects.index(
            TestObjects.object("a", "a.test").with(CA.server("a.test")).build(),
            TestObjects.object("wild", "*.b.test")
                    .with(CA.rsaServer("*.b.test"))
                    .build());
    private static final String[] NAMES = {"a.test", "A.Test", "x.b.test", "other.test", "a.test.", "a", ""};
    private static final HandshakeLimits LIMITS = new HandshakeLimits(1024, Duration.ofSeconds(10));
    private static final TlsContextCache CONTEXTS = new TlsContextCache(10, Clock.systemUTC());
    private static final int MAX_CHANGES = 4;

    @FuzzTest
    void choosesByTheNameThatTheLibraryFinds(FuzzedDataProvider data) {
        byte[] hello = damaged(data, hello(data));
        List<HandshakeFailure> refusals = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(new SniSelectHandler(() -> INDEX, CONTEXTS, LIMITS, listener(refusals)));
        try {
            byte[] octets = damaged(data, HelloBytes.records(hello, data.consumeInt(1, 512)));
            for (int from = 0; from < octets.length && channel.isOpen(); ) {
                int to = Math.min(octets.length, from + data.consumeInt(1, 512));
                channel.writeInbound(Unpooled.copiedBuffer(octets, from, to - from));
                from = to;
            }
            channel.runPendingTasks();
            SslHandler ssl = channel.pipeline().get(SslHandler.class);
            assertThat(refusals).hasSizeLessThanOrEqualTo(1).doesNotContain(HandshakeFailure.INTERNAL);
            if (ssl != null) {
                assertSameName(nameIn(octets), libraryName(ssl));
            } else {
                assertThat(channel.isOpen()).isEqualTo(refusals.isEmpty());
            }
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static byte[] hello(FuzzedDataProvider data) {
        List<byte[]> extensions = new ArrayList<>(List.of(
                HelloBytes.groups(0x001D, 0x0017),
                HelloBytes.schemes(HelloBytes.ALL_SCHEMES),
                HelloBytes.alpn("h2", "http/1.1")));
        for (int left = data.consumeInt(0, 2); left > 0; left--) {
            byte[] names = HelloBytes.extension(0, HelloBytes.names(data.pickValue(NAMES)));
            extensions.add(data.consumeInt(0, extensions.size()), names);
        }
        if (data.consumeBoolean()) {
            extensions.add(HelloBytes.extension(0, HelloBytes.names(data.pickValue(NAMES), data.pickValue(NAMES))));
        }
        if (data.consumeBoolean()) {
            extensions.add(HelloBytes.versions(0x0304, 0x0303));
        }
        return HelloBytes.body(HelloBytes.SUITES, extensions.toArray(byte[][]::new));
    }

    private static byte[] damaged(FuzzedDataProvider data, byte[] sound) {
        byte[] octets = sound.clone();
        for (int left = data.consumeInt(0, MAX_CHANGES); left > 0; left--) {
            octets[data.consumeInt(0, octets.length - 1)] = data.consumeByte();
        }
        return octets;
    }

    /** The name that the handler read; it handed over, so there is a whole hello. */
    private static @Nullable String nameIn(byte[] octets) {
        HelloAssembler assembler = new HelloAssembler(LIMITS.clientHelloMaxBytes());
        ByteBuf received = Unpooled.wrappedBuffer(octets);
        assertThat(assembler.read(received)).isEqualTo(HelloAssembler.State.COMPLETE);
        try {
            return ClientHello.parse(assembler.body(received)).serverName();
        } catch (MalformedHello e) {
            throw new AssertionError("handed over, but malformed: " + Arrays.toString(octets), e);
        }
    }

    /** Null if the library has none, which it also has not when it refused the hello for something else. */
    private static @Nullable String libraryName(SslHandler ssl) {
        ReferenceCountedOpenSslEngine engine = (ReferenceCountedOpenSslEngine) ssl.engine();
        return engine.sslPointer() == 0 ? null : SSL.getSniHostname(engine.sslPointer());
    }

    private static void assertSameName(@Nullable String ours, @Nullable String library) {
        assertThat(ours).as("no name has no object here").isNotNull();
        assertThat(INDEX.bySni(HostName.normalize(String.valueOf(ours)).orElseThrow())
                        .object())
                .as("object for %s", ours)
                .isNotNull();
        if (library != null) {
            assertThat(library).isEqualTo(ours);
        }
    }

    private static HandshakeListener listener(List<HandshakeFailure> refusals) {
        return (Channel channel, HandshakeFailure reason, String sni, String detail) -> refusals.add(reason);
    }
}
