// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The fatal alerts that are sent before there is an engine (RFC 8446, section 6.2). */
enum TlsAlert {
    UNEXPECTED_MESSAGE(10),
    HANDSHAKE_FAILURE(40),
    DECODE_ERROR(50),
    INTERNAL_ERROR(80),
    UNRECOGNIZED_NAME(112),
    NO_APPLICATION_PROTOCOL(120);

    private final int code;

    TlsAlert(int code) {
        this.code = code;
    }

    /** The record to send; the caller owns it. */
    ByteBuf record(ByteBufAllocator alloc) {
        return alloc.buffer(7)
                .writeByte(21) // alert
                .writeShort(0x0303) // legacy version
                .writeShort(2) // length
                .writeByte(2) // fatal
                .writeByte(code);
    }
}
