// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Puts a ClientHello together from TLS records (RFC 8446, section 5.1), however it is cut into records and segments. Until it is
 * complete nothing is kept of it beside what was received, because that is direct memory, which may run out for one connection, and
 * the heap may not. One instance, one connection, its event loop.
 */
final class HelloAssembler {
    /** What is known after the bytes so far. */
    enum State {
        INCOMPLETE,
        COMPLETE,
        TOO_LARGE,
        /** Records of TLS, but not those of a ClientHello. */
        UNEXPECTED,
        NOT_TLS,
        PLAINTEXT_HTTP
    }

    private static final int RECORD_HEADER = 5;
    private static final int SIZE_IN_HEADER = 3;
    private static final int MESSAGE_HEADER = 4;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MAX_RECORD = 1 << 14;
    private static final int LONGEST_METHOD = 8;

    private final int maxBytes;
    private final byte[] header = new byte[MESSAGE_HEADER];
    private int length;
    private int consumed;
    private int leftInRecord;

    /** {@code maxBytes} bounds the body of the hello. */
    HelloAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Goes on where the last call ended.
     *
     * @param in everything received so far, from the reader index; not changed
     */
    State read(ByteBuf in) {
        State state = State.INCOMPLETE;
        while (state == State.INCOMPLETE && in.readableBytes() > consumed) {
            if (leftInRecord == 0) {
                state = readHeader(in);
                if (leftInRecord == 0) {
                    return state;
                }
            } else {
                state = readFragment(in);
            }
        }
        return state;
    }

    /**
     * The body of the hello, once it is complete.
     *
     * @param in as it was read
     */
    byte[] body(ByteBuf in) {
        byte[] message = new byte[length];
        int record = in.readerIndex();
        for (int there = 0; there < length; ) {
            int size = Math.min(in.getUnsignedShort(record + SIZE_IN_HEADER), length - there);
            in.getBytes(record + RECORD_HEADER, message, there, size);
            there += size;
            record += RECORD_HEADER + size;
        }
        return Arrays.copyOfRange(message, MESSAGE_HEADER, length);
    }

    private State readHeader(ByteBuf in) {
        int at = in.readerIndex() + consumed;
        int there = in.readableBytes() - consumed;
        if (in.getUnsignedByte(at) != HANDSHAKE) {
            return consumed == 0 ? otherThanTls(in, at, there) : State.UNEXPECTED;
        }
        if (there > 1 && in.getUnsignedByte(at + 1) != 3) {
            return State.NOT_TLS;
        }
        if (there < RECORD_HEADER) {
            return State.INCOMPLETE;
        }
        int size = in.getUnsignedShort(at + SIZE_IN_HEADER);
        if (size == 0 || size > MAX_RECORD) {
            return State.UNEXPECTED;
        }
        consumed += RECORD_HEADER;
        leftInRecord = size;
        return State.INCOMPLETE;
    }

    private State readFragment(ByteBuf in) {
        int taken = Math.min(leftInRecord, in.readableBytes() - consumed);
        int wanted = length < MESSAGE_HEADER ? MESSAGE_HEADER - length : MESSAGE_HEADER + announced() - length;
        taken = Math.min(taken, wanted);
        if (length < MESSAGE_HEADER) {
            in.getBytes(in.readerIndex() + consumed, header, length, taken);
        }
        length += taken;
        consumed += taken;
        leftInRecord -= taken;
        return judge();
    }

    private State judge() {
        if (header[0] != CLIENT_HELLO) {
            return State.UNEXPECTED;
        }
        if (length < MESSAGE_HEADER) {
            return State.INCOMPLETE;
        }
        if (announced() > maxBytes) {
            return State.TOO_LARGE;
        }
        return length == MESSAGE_HEADER + announced() ? State.COMPLETE : State.INCOMPLETE;
    }

    private int announced() {
        return ((header[1] & 0xFF) << 16) | ((header[2] & 0xFF) << 8) | (header[3] & 0xFF);
    }

    /** An HTTP request begins with a method of capital letters and a space; anything else is nothing that we know. */
    private static State otherThanTls(ByteBuf in, int at, int there) {
        for (int i = 0; i < there && i < LONGEST_METHOD; i++) {
            int c = in.getUnsignedByte(at + i);
            if (c == ' ' && i >= 3) {
                return State.PLAINTEXT_HTTP;
            }
            if (c < 'A' || c > 'Z') {
                return State.NOT_TLS;
            }
        }
        return there < LONGEST_METHOD ? State.INCOMPLETE : State.NOT_TLS;
    }
}
