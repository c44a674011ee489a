// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A request as its client means it.
 *
 * @param octets of its body; -1 if it has none
 * @param chunked how the body is framed
 */
record Ask(Plan plan, String method, String prefix, String host, int octets, boolean chunked) {

    /** Any request that keeps the rules. */
    static Ask any(String id, String prefix, String host, int maxOctets) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String[] methods = {"GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE"};
        String method = methods[random.nextInt(methods.length)];
        int[] sizes = {0, 7, 3_000, 60_000, 200_000};
        boolean body = method.equals("POST") || method.equals("PUT");
        int octets = body ? Math.min(maxOctets, sizes[random.nextInt(sizes.length)]) : -1;
        return new Ask(Plan.any(id), method, prefix, host, octets, random.nextBoolean());
    }

    boolean expectsBody() {
        return plan.form().hasBody() && !method.equals("HEAD");
    }

    int expectedStatus() {
        return switch (plan.form()) {
            case NO_CONTENT -> 204;
            case NOT_MODIFIED -> 304;
            default -> 200;
        };
    }

    String head() {
        String framing = "";
        if (octets >= 0) {
            framing = "X-Octets: " + octets + "\r\n"
                    + (chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + octets + "\r\n");
        }
        return method + " " + plan.target(prefix) + " HTTP/1.1\r\nHost: " + host + "\r\nX-Id: " + plan.id() + "\r\n"
                + framing + "\r\n";
    }

    /** Head and body. */
    byte[] octetsOnTheWire() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ascii(head()));
        Fill fill = new Fill(plan.id());
        int left = Math.max(octets, 0);
        while (left > 0) {
            int piece = chunked ? Math.min(left, 1 + ThreadLocalRandom.current().nextInt(20_000)) : left;
            all.writeBytes(chunked ? ascii(Integer.toHexString(piece) + "\r\n") : new byte[0]);
            all.writeBytes(fill.next(piece));
            all.writeBytes(chunked ? ascii("\r\n") : new byte[0]);
            left -= piece;
        }
        all.writeBytes(chunked && octets >= 0 ? ascii("0\r\n\r\n") : new byte[0]);
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
