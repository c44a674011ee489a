// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a client sends: what is admitted is one valid message when it is written again, with the same meaning. And random
 * octets never end in anything but a request or a fault.
 */
class RequestFuzzTest {
    private static final List<String> SEEDS = List.of(
            "GET /a/../b?c=%20 HTTP/1.1\r\nHost: a.example:80\r\nX: 1\r\nAccept: */*\r\n\r\n",
            "POST http://b/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-T: 1\r\n\r\n",
            "GET / HTTP/1.0\r\nConnection: keep-alive, X\r\nX: 2\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: [::1]\r\nTE: trailers\r\nConnection: TE\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: x\r\n\r\n");
    private static final List<String> SPLINTERS = List.of(
            "\r\n",
            "\n",
            "\r",
            " ",
            "\t",
            "\u0000",
            ":",
            ",",
            "chunked",
            "Content-Length: 5\r\n",
            "Content-Length: 0\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding:chunked\r\n",
            "Host: b\r\n",
            "0\r\n\r\n",
            ";",
            "%",
            "%2F",
            "\u00ff",
            "+",
            "-",
            "HTTP/1.0",
            "HTTP/1.1",
            "Connection: close\r\n",
            "Expect: 100-continue\r\n",
            "1",
            "\u000b",
            "_");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsAdmittedIsWrittenAsOneValidMessageWithTheSameMeaning(long seed) {
        Random random = new Random(seed);
        int admitted = 0;
        for (int i = 0; i < 600; i++) {
            String octets = mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);
            DecodedRequests decoded = DecodedRequests.whole(octets);
            for (DecodedRequests.Message message : decoded.messages) {
                if (message.complete) {
                    admitted++;
                    assertIsWrittenAsItWasMeant(octets, message);
                }
            }
            if (i % 10 == 0) {
                assertThat(DecodedRequests.cutAtRandom(octets, random)).hasToString(decoded.toString());
            }
        }
        assertThat(admitted).isGreaterThan(60);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {5, 6})
    void randomOctetsAreAFaultOrWaitForMore(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] octets = new byte[1 + random.nextInt(300)];
            random.nextBytes(octets);
            DecodedRequests decoded = DecodedRequests.whole(new String(octets, StandardCharsets.ISO_8859_1));
            assertThat(decoded.messages).isEmpty();
        }
    }

    private static String mutate(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(6)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, (char) random.nextInt(128));
                case 3 -> text.insert(at, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
                case 4 -> {
                    int line = Math.max(0, text.lastIndexOf("\r\n", at)) + 2;
                    text.insert(Math.min(line, text.length()), SPLINTERS.get(random.nextInt(SPLINTERS.size())));
                }
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
            }
        }
        return text.toString();
    }

    private static void assertIsWrittenAsItWasMeant(String octets, DecodedRequests.Message message) {
        RequestHead head = message.head;
        String host = head.authority() == null ? "node" : head.authority().text();
        StringBuilder written =
                new StringBuilder(take(Http1Writer.request(UnpooledByteBufAllocator.DEFAULT, head, host)));
        if (head.bodyLength() == BodyLength.CHUNKED) {
            if (message.body.length() > 0) {
                written.append(Integer.toHexString(message.body.length())).append("\r\n");
                written.append(message.body).append("\r\n");
            }
            HttpHeaders trailers = new DefaultHttpHeaders();
            message.trailers.forEach(trailers::set);
            written.append(take(Http1Writer.lastChunk(UnpooledByteBufAllocator.DEFAULT, trailers)));
        } else {
            written.append(message.body);
        }
        WireMessage read = WireMessage.request(written.toString());
        assertThat(read.rest()).as("rest of %s", octets).isEmpty();
        assertThat(read.startLine()).isEqualTo(head.method() + " " + head.target() + " HTTP/1.1");
        assertThat(read.one("host")).isEqualTo(host);
        assertThat(read.body()).isEqualTo(message.body.toString());
        assertThat(read.trailers()).containsExactlyInAnyOrderElementsOf(lines(message.trailers));
        List<String> own = List.of("host", "content-length", "transfer-encoding", "te", "connection", "upgrade");
        List<String> fields = new ArrayList<>(read.fields());
        fields.removeIf(field -> own.contains(field.substring(0, field.indexOf(':'))));
        assertThat(fields).containsExactlyElementsOf(lines(head.headers()));
    }

    private static List<String> lines(HttpHeaders headers) {
        return headers.entries().stream()
                .map(field -> field.getKey().toLowerCase(Locale.ROOT) + ": " + field.getValue())
                .toList();
    }

    private static List<String> lines(Map<String, String> fields) {
        return new TreeMap<>(fields)
                .entrySet().stream()
                        .map(field -> field.getKey().toLowerCase(Locale.ROOT) + ": " + field.getValue())
                        .toList();
    }

    private static String take(ByteBuf buffer) {
        try {
            return buffer.toString(StandardCharsets.ISO_8859_1);
        } finally {
            buffer.release();
        }
    }
}
