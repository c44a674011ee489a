// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Request heads, made once and written many times: nobody needs to release them. */
final class Requests {
    private Requests() {}

    static ByteBuf get(String path, String host) {
        return of("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    static ByteBuf post(String path, String host, long length) {
        return of("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + length + "\r\n\r\n");
    }

    private static ByteBuf of(String head) {
        byte[] octets = head.getBytes(StandardCharsets.ISO_8859_1);
        return Unpooled.unreleasableBuffer(
                Unpooled.wrappedBuffer(octets).asReadOnly()); // on the heap, where nobody misses it
    }
}
