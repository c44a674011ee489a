// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compressed body is a body: the same octets come out on the other side, whatever they would become. */
class CompressedBodyTest {
    private static final int UNPACKED_BYTES = 64 << 20;
    private static final String BOMB = bomb();

    private static String bomb() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int left = UNPACKED_BYTES; left > 0; left -= zeros.length) {
                gzip.write(zeros);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toString(StandardCharsets.ISO_8859_1);
    }

    private static String message(String startLine, String coding, boolean chunked) {
        String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + BOMB.length();
        String body = chunked ? Integer.toHexString(BOMB.length()) + "\r\n" + BOMB + "\r\n0\r\n\r\n" : BOMB;
        return startLine + "\r\nHost: a\r\nContent-Encoding: " + coding + "\r\n" + framing + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "gzip, gzip"})
    void passesUntouchedInBothDirections(String coding) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            RawPeer node = null;
            for (boolean chunked : new boolean[] {false, true}) {
                client.send(message("POST / HTTP/1.1", coding, chunked));
                node = node == null ? upstream.accept() : node;
                assertUntouched(node.readRequest(), coding, chunked);
                node.send(message("HTTP/1.1 200 OK", coding, chunked));
                assertUntouched(client.readResponse(), coding, chunked);
                assertThat(proxy.nextRecord().responseBytes()).isEqualTo(BOMB.length());
            }
        }
    }

    private static void assertUntouched(WireMessage message, String coding, boolean chunked) {
        assertThat(message.one("content-encoding")).isEqualTo(coding);
        assertThat(message.all("content-length")).hasSize(chunked ? 0 : 1);
        assertThat(message.body()).isEqualTo(BOMB);
    }
}
