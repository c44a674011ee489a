// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** The answer to a client that speaks HTTP to a TLS port: what is wrong, in a form that it can show. */
final class PlaintextHint {
    private static final String BODY = """
            {"error_msg": "400 Bad Request: this port speaks TLS; use https"}
            """;

    private static final byte[] ANSWER = String.join(
                    "\r\n",
                    "HTTP/1.1 400 Bad Request",
                    "Content-Type: application/json",
                    "Content-Length: " + BODY.length(),
                    "Connection: close",
                    "",
                    BODY)
            .getBytes(StandardCharsets.US_ASCII);

    private PlaintextHint() {}

    /** The whole response; the caller owns it. */
    static ByteBuf response(ByteBufAllocator alloc) {
        return alloc.buffer(ANSWER.length).writeBytes(ANSWER);
    }
}
