// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import io.gatehouse.core.soak.Node.Asked;
import io.gatehouse.core.soak.Plan.Form;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The conduct of an upstream that keeps the rules: it gives what the plan says. */
final class Answers {
    private static final String WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3

    private Answers() {}

    static boolean asPlanned(Asked asked) throws IOException {
        @Nullable String key = asked.head().one("sec-websocket-key");
        if (key != null && asked.head().one("upgrade") != null) {
            return tunnel(asked, key);
        }
        asked.readBody();
        return give(asked);
    }

    /** Gives the response and keeps the connection unless its end ends the body. */
    static boolean give(Asked asked) throws IOException {
        Plan plan = asked.plan();
        if (plan.slow()) {
            Pace.pause(20);
        }
        OutputStream out = new BufferedOutputStream(asked.socket().getOutputStream(), 8 * 1024);
        if (plan.form() == Form.AFTER_HINTS) {
            text(out, "HTTP/1.1 103 Early Hints\r\nLink: </" + plan.id() + ">\r\n\r\n");
        }
        text(out, head(plan));
        if (plan.form().hasBody() && !asked.head().method().equals("HEAD")) {
            body(out, plan);
        }
        out.flush();
        return plan.form() != Form.UNTIL_CLOSE;
    }

    static String head(Plan plan) {
        String id = "\r\nX-Id: " + plan.id() + "\r\n";
        return switch (plan.form()) {
            case LENGTH, AFTER_HINTS -> "HTTP/1.1 200 OK" + id + "Content-Length: " + plan.octets() + "\r\n\r\n";
            case CHUNKED -> "HTTP/1.1 200 OK" + id + "Transfer-Encoding: chunked\r\n\r\n";
            case UNTIL_CLOSE -> "HTTP/1.1 200 OK" + id + "Connection: close\r\n\r\n";
            case NO_CONTENT -> "HTTP/1.1 204 No Content" + id + "\r\n";
            case NOT_MODIFIED -> "HTTP/1.1 304 Not Modified" + id + "ETag: \"" + plan.id() + "\"\r\n\r\n";
        };
    }

    static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void body(OutputStream out, Plan plan) throws IOException {
        Fill fill = new Fill(plan.id());
        int left = plan.octets();
        while (left > 0) {
            int piece = Math.min(left, 1 + ThreadLocalRandom.current().nextInt(30_000));
            if (plan.form() == Form.CHUNKED) {
                text(out, Integer.toHexString(piece) + "\r\n");
            }
            out.write(fill.next(piece));
            if (plan.form() == Form.CHUNKED) {
                text(out, "\r\n");
            }
            left -= piece;
        }
        if (plan.form() == Form.CHUNKED) {
            text(out, "0\r\n\r\n");
        }
    }

    /** Switches, then sends everything back until the other side ends. */
    private static boolean tunnel(Asked asked, String key) throws IOException {
        OutputStream out = asked.socket().getOutputStream();
        text(
                out,
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Id: "
                        + asked.plan().id() + "\r\nSec-WebSocket-Accept: " + accept(key) + "\r\n\r\n");
        asked.tally().count("tunnels at nodes");
        Fill fill = new Fill(asked.plan().id());
        byte[] buffer = new byte[8 * 1024];
        for (int count = asked.wire().raw(buffer);
                count >= 0;
                count = asked.wire().raw(buffer)) {
            fill.check(buffer, count);
            out.write(buffer, 0, count);
        }
        return false;
    }

    static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + WEBSOCKET).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-1", e);
        }
    }
}
