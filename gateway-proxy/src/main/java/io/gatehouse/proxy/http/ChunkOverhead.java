// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

/**
 * Bounds what a chunked body may spend on framing: sizes, extensions, trailers.
 *
 * <p>One-octet chunks cost six octets of framing each and are legitimate; megabytes of chunk extensions around nothing
 * are work without content (RFC 9112, section 7.1.1 asks for a limit).
 */
final class ChunkOverhead {
    static final long FREE_BYTES = 32 * 1024;
    static final int PER_CONTENT_BYTE = 8;

    private long framing;
    private long content;

    boolean exceedsWithFraming(int bytes) {
        framing += bytes;
        return framing > FREE_BYTES + PER_CONTENT_BYTE * content;
    }

    void content(int bytes) {
        content += bytes;
    }
}
