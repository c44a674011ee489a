// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.Locale;

/** Messages that are made up from what messages are made of, mostly as they should be. */
final class WrittenHttp {
    private static final int MAX_MESSAGES = 3;
    private static final int MAX_FIELDS = 5;
    private static final int MAX_CHUNKS = 4;
    private static final int MAX_DATA = 20;

    private static final String[] METHODS = {
        "GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE", "TRACE", "CONNECT", "get", "M-X"
    };
    private static final String[] TARGETS = {
        "/",
        "/a?b=c",
        "*",
        "http://b.example:81/x",
        "http://b.example",
        "https://[::1]/?q",
        "/a%2Fb/../c",
        "/%00",
        "a.example:443",
        "//x",
        "/?%zz[]",
        "http://u@b/",
        "ftp://b/",
        "/a#b",
        "http://?x"
    };
    private static final String[] FIELDS = {
        "Host: a.example",
        "Host: A.Example.:8080",
        "Host: [2001:db8::1]:443",
        "Host:",
        "Host: 1.2.3",
        "host: b,c",
        "Connection: close",
        "Connection: keep-alive",
        "Connection: X-Hop, TE",
        "Connection: Host",
        "Connection: upgrade",
        "X-Hop: 1",
        "X-Empty:",
        "X-Tab:\t a\tb \t",
        "X: \u00e9\u00ff",
        "TE: trailers",
        "TE: gzip",
        "Upgrade: websocket",
        "Upgrade: h2c",
        "HTTP2-Settings: x",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: eA==",
        "Sec-WebSocket-Key1: 1",
        "Expect: 100-continue",
        "Expect: x",
        "Max-Forwards: 0",
        "Max-Forwards: 7",
        "Max-Forwards: -1",
        "Trailer: X-T",
        "X-Forwarded-For: 6.6.6.6",
        "x_forwarded_for: 6.6.6.6",
        "Via: 1.1 x",
        "Via: 1.1 gatehouse-fuzz",
        "Client-Cert: :x:",
        "Keep-Alive: 5",
        "Proxy-Connection: x",
        "Content-Type: a/b",
        "Content_Length: 3",
        "Cookie: a=b; c=d",
        "Connection: ,,"
    };
    private static final String[] FRAMINGS = {
        "",
        "Content-Length: ",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: Chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 3",
        "Content-Length: 3\r\nContent-Length: 3",
        "Content-Length: +3",
        "Transfer-Encoding: identity",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\u000bchunked"
    };
    private static final String[] EXTENSIONS = {
        "", ";a", ";a=b", " ; a = \"b;\\\"\"", ";", " ", ";a=\"", ";\u0000", "\t", ";a\n", ";a\r", "g"
    };
    private static final String[] TRAILERS = {
        "X-T: 1",
        "X-T: 2",
        "Content-Length: 3",
        "Host: x",
        "X Y: 1",
        "X-F: 1\r\n 2",
        "X-N: a\u0000b",
        ": x",
        "X-C : 1",
        "Via: x",
        "Trailer: x",
        "X-L: a\nb",
        "x"
    };
    private static final String[] SPLINTERS = {
        "\r\n",
        "\r",
        "\n",
        " ",
        "\t",
        "\u0000",
        ":",
        ",",
        ";",
        "0",
        "\r\n\r\n",
        "0\r\n\r\n",
        "\u0085",
        "\u00a0",
        "HTTP/1.1",
        "\u000b"
    };

    private final FuzzedDataProvider data;
    private final StringBuilder text = new StringBuilder();

    private WrittenHttp(FuzzedDataProvider data) {
        this.data = data;
    }

    /** One request or more, one behind the other. */
    static String requests(FuzzedDataProvider data) {
        WrittenHttp written = new WrittenHttp(data);
        for (int left = data.consumeInt(1, MAX_MESSAGES); left > 0; left--) {
            written.request();
        }
        return written.splintered();
    }

    /** Interim responses, a final one, and perhaps more than that. */
    static String responses(FuzzedDataProvider data) {
        WrittenHttp written = new WrittenHttp(data);
        for (int left = data.consumeInt(1, MAX_MESSAGES); left > 0; left--) {
            written.response();
        }
        return written.splintered();
    }

    private void request() {
        text.append(seldom() ? "\r\n" : "");
        text.append(often() ? METHODS[data.consumeInt(0, 3)] : data.pickValue(METHODS))
                .append(' ');
        text.append(often() ? "/" + data.consumeInt() : data.pickValue(TARGETS)).append(' ');
        text.append(
                often() ? "HTTP/1.1" : data.pickValue(new String[] {"HTTP/1.0", "HTTP/1.9", "HTTP/2.0", "HTTP/1.1 "}));
        text.append("\r\n");
        text.append(often() ? "Host: a.example\r\n" : "");
        fields();
        framedBody();
    }

    private void response() {
        String[] versions = {"HTTP/1.0", "HTTP/1.9", "HTTP/2.0", "HTTP/1.1\t", "ICY"};
        text.append(often() ? "HTTP/1.1" : data.pickValue(versions)).append(' ');
        int[] codes = {200, 204, 304, 100, 103, 101, 404, 500, 205, 206, 199, 599, 600, 99, 1000};
        text.append(data.pickValue(codes));
        text.append(data.pickValue(new String[] {" OK", " ", "", " \u00e9\t!", "  ", " a\u0000"}))
                .append("\r\n");
        fields();
        framedBody();
    }

    private void fields() {
        for (int left = data.consumeInt(0, MAX_FIELDS); left > 0; left--) {
            text.append(data.pickValue(FIELDS)).append("\r\n");
        }
    }

    private void framedBody() {
        String framing = often() ? FRAMINGS[data.consumeInt(0, 2)] : data.pickValue(FRAMINGS);
        String content = latin1();
        text.append(framing).append(framing.endsWith(": ") ? content.length() + (seldom() ? 1 : 0) : "");
        text.append(framing.isEmpty() ? "\r\n" : "\r\n\r\n");
        if (framing.toLowerCase(Locale.ROOT).contains("chunked")) {
            chunks();
        } else if (!framing.isEmpty() || seldom()) {
            text.append(content);
        }
    }

    private void chunks() {
        for (int left = data.consumeInt(0, MAX_CHUNKS); left > 0; left--) {
            String content = latin1();
            if (!content.isEmpty()) {
                text.append(size(content.length())).append(extension()).append("\r\n");
                text.append(content).append(seldom() ? "\n" : "\r\n");
            }
        }
        text.append(often() ? "0" : data.pickValue(new String[] {"000", "", "-0", "0x0", "00000000000000000"}));
        text.append(extension()).append("\r\n");
        for (int left = data.consumeInt(0, 2); left > 0; left--) {
            text.append(data.pickValue(TRAILERS)).append("\r\n");
        }
        text.append("\r\n");
    }

    private String size(int length) {
        String hex = Integer.toHexString(length);
        return often()
                ? hex
                : data.pickValue(new String[] {"0" + hex, "+" + hex, " " + hex, "0x" + hex, hex + "\u0000", "-" + hex});
    }

    private String extension() {
        return often() ? "" : data.pickValue(EXTENSIONS);
    }

    private String latin1() {
        byte[] octets = data.consumeBytes(data.consumeInt(0, MAX_DATA));
        return new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** With a few octets somewhere that do not belong there, now and then. */
    private String splintered() {
        for (int left = often() ? 0 : data.consumeInt(1, 2); left > 0; left--) {
            text.insert(data.consumeInt(0, text.length()), data.pickValue(SPLINTERS));
        }
        return text.toString();
    }

    private boolean often() {
        return data.consumeInt(0, 7) != 1;
    }

    private boolean seldom() {
        return data.consumeInt(0, 15) == 1;
    }
}
