// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import io.netty.util.internal.StringUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chunked body as RFC 9112, section 7.1, writes it, or not at all. Netty's decoder would join folded trailers, end the
 * name of a trailer at a blank, and pass over extensions that are none; where one reader repairs, the next one reads on elsewhere.
 *
 * <pre>
 * chunk   = 1*HEXDIG *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] ) CRLF data CRLF
 * trailer = token ":" *field-octet CRLF
 * </pre>
 *
 * <p>Resumable: each octet is looked at once however the body is cut into reads, and data is sliced, not copied, unless it is little. One instance, one
 * body, so that an idle connection holds none. Event loop of its connection only.
 */
final class ChunkedBody implements ByteProcessor {
    private enum State {
        SIZE_START,
        SIZE,
        BLANK, // bad whitespace before the semicolon of an extension
        NAME_START,
        NAME,
        NAME_BLANK, // an equals sign may follow, or the next extension
        VALUE_START,
        VALUE,
        QUOTED,
        ESCAPED,
        QUOTED_END,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        END_LF,
        DONE,
        REFUSED
    }

    /** Fifteen digits behind leading zeros. */
    private static final long MAX_SIZE = (1L << 60) - 1;

    /** Octets of a chunk that is copied to the ones before it; a larger one is a slice of what was read. */
    private static final int JOIN_UP_TO = 256;

    private static final int JOINED = 8 * 1024;

    private final HeadLimits limits;
    private final ChunkOverhead overhead = new ChunkOverhead();

    private State state = State.SIZE_START;
    private long size; // of the chunk, as far as it is still to come
    private int lineBytes;
    private int trailerBytes;
    private StringBuilder line = new StringBuilder(0); // of a trailer
    private int nameLength;
    private @Nullable HttpHeaders trailers;
    private HttpFault fault = HttpFault.CHUNK;

    ChunkedBody(HeadLimits limits) {
        this.limits = limits;
    }

    /** Whether this is a head behind which a chunked body begins. */
    static boolean isAnnouncedBy(Object decoded) {
        return decoded instanceof HttpMessage head
                && head.decoderResult().isSuccess()
                && HttpUtil.isTransferEncodingChunked(head);
    }

    /**
     * Reads on, and adds what it finds: data, or the end of the body; or the {@link HttpFault} for which it is refused, which is the
     * last word.
     *
     * @return whether that was the end
     */
    boolean decode(ByteBuf in, List<Object> out) {
        int content = nextContent(in);
        if (content > 0 && content <= JOIN_UP_TO && content < in.readableBytes()) {
            out.add(new DefaultHttpContent(join(content, in)));
        } else if (content > 0) {
            out.add(new DefaultHttpContent(in.readRetainedSlice(content)));
            read(content);
        }
        if (state == State.DONE) {
            out.add(end());
        } else if (state == State.REFUSED) {
            in.skipBytes(in.readableBytes());
            out.add(fault);
        }
        return state == State.DONE;
    }

    /** Small chunks that came at once go on at once: what a part costs on its way is many times what its octets do. */
    private ByteBuf join(int first, ByteBuf in) {
        ByteBuf joined = in.alloc().buffer(Math.min(in.readableBytes(), JOINED));
        int content = first;
        while (content > 0 && content <= Math.min(JOIN_UP_TO, joined.writableBytes())) {
            joined.writeBytes(in, content);
            read(content);
            content = nextContent(in);
        }
        return joined;
    }

    /** Reads the framing before the next data; returns how much of the data is there. */
    private int nextContent(ByteBuf in) {
        int before = in.readableBytes();
        if (state != State.DATA) {
            int end = in.forEachByte(this);
            in.readerIndex(end < 0 ? in.writerIndex() : end + 1);
        }
        if (overhead.exceedsWithFraming(before - in.readableBytes())) {
            refuse(HttpFault.CHUNK_OVERHEAD);
        }
        return state == State.DATA ? (int) Math.min(size, in.readableBytes()) : 0;
    }

    private void read(int content) {
        overhead.content(content);
        size -= content;
        if (size == 0) {
            to(State.DATA_CR);
        }
    }

    private LastHttpContent end() {
        HttpHeaders read = trailers;
        trailers = null;
        return read == null
                ? LastHttpContent.EMPTY_LAST_CONTENT
                : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, read);
    }

    /** Takes one octet of the framing; false ends the scan, because data follows, or nothing. */
    @Override
    public boolean process(byte octet) {
        return switch (state) {
            case SIZE_START -> isHex(octet) ? firstDigit(octet) : malformed();
            case SIZE -> isHex(octet) ? digit(octet) : behindExtension(octet);
            case BLANK -> isBlank(octet) ? sizeLine() : octet == ';' ? sizeLine(State.NAME_START) : malformed();
            case NAME_START -> isBlank(octet) ? sizeLine() : token(octet, State.NAME);
            case NAME -> Octets.isToken(octet) ? sizeLine() : behindName(octet);
            case NAME_BLANK -> isBlank(octet) ? sizeLine() : octet == '\r' ? malformed() : behindName(octet);
            case VALUE_START ->
                isBlank(octet) ? sizeLine() : octet == '"' ? sizeLine(State.QUOTED) : token(octet, State.VALUE);
            case VALUE -> Octets.isToken(octet) ? sizeLine() : behindExtension(octet);
            case QUOTED -> quoted(octet);
            case ESCAPED -> Octets.isFieldValue(octet) ? sizeLine(State.QUOTED) : malformed();
            case QUOTED_END -> behindExtension(octet);
            case SIZE_LF -> octet == '\n' ? sizeRead() : malformed();
            case DATA_CR -> octet == '\r' ? to(State.DATA_LF) : malformed();
            case DATA_LF -> octet == '\n' ? to(State.SIZE_START) : malformed();
            case TRAILER_START -> octet == '\r' ? to(State.END_LF) : trailerStart(octet);
            case TRAILER_NAME -> trailerName(octet);
            case TRAILER_VALUE ->
                octet == '\r' ? to(State.TRAILER_LF) : Octets.isFieldValue(octet) ? trailer(octet) : malformed();
            case TRAILER_LF -> octet == '\n' ? trailerRead() : malformed();
            case END_LF -> octet == '\n' ? done() : malformed();
            case DATA, DONE, REFUSED -> false;
        };
    }

    private boolean firstDigit(byte octet) {
        size = 0;
        lineBytes = 0;
        state = State.SIZE;
        return digit(octet);
    }

    private boolean digit(byte octet) {
        size = size << 4 | StringUtil.decodeHexNibble((char) (octet & 0xff));
        return (size & ~MAX_SIZE) == 0 ? sizeLine() : malformed();
    }

    /** Behind the size, or behind an extension: the next one, or the end of the line. */
    private boolean behindExtension(byte octet) {
        return switch (octet) {
            case ';' -> sizeLine(State.NAME_START);
            case ' ', '\t' -> sizeLine(State.BLANK);
            case '\r' -> to(State.SIZE_LF);
            default -> malformed();
        };
    }

    private boolean behindName(byte octet) {
        return switch (octet) {
            case '=' -> sizeLine(State.VALUE_START);
            case ' ', '\t' -> sizeLine(State.NAME_BLANK);
            default -> behindExtension(octet);
        };
    }

    private boolean quoted(byte octet) {
        return switch (octet) {
            case '"' -> sizeLine(State.QUOTED_END);
            case '\\' -> sizeLine(State.ESCAPED);
            default -> Octets.isFieldValue(octet) ? sizeLine() : malformed();
        };
    }

    private boolean token(byte octet, State next) {
        return Octets.isToken(octet) ? sizeLine(next) : malformed();
    }

    private boolean sizeLine(State next) {
        state = next;
        return sizeLine();
    }

    private boolean sizeLine() {
        return ++lineBytes <= limits.lineBytes() || malformed();
    }

    /** Data follows, which is not scanned, or the trailers do. */
    private boolean sizeRead() {
        if (size > 0) {
            state = State.DATA;
            return false;
        }
        return to(State.TRAILER_START);
    }

    private boolean trailerStart(byte octet) {
        state = State.TRAILER_NAME;
        return Octets.isToken(octet) ? trailer(octet) : malformed();
    }

    private boolean trailerName(byte octet) {
        if (octet == ':') {
            nameLength = line.length();
            state = State.TRAILER_VALUE;
        } else if (!Octets.isToken(octet)) {
            return malformed();
        }
        return trailer(octet);
    }

    private boolean trailer(byte octet) {
        line.append((char) (octet & 0xff));
        return ++trailerBytes <= limits.headBytes() || refuse(HttpFault.TRAILERS_TOO_LARGE);
    }

    private boolean trailerRead() {
        if (trailers == null) {
            trailers = DefaultHttpHeadersFactory.trailersFactory()
                    .withValidation(false)
                    .newHeaders();
        }
        if (trailers.size() == limits.fields()) {
            return refuse(HttpFault.TRAILERS_TOO_LARGE);
        }
        trailers.add(
                line.substring(0, nameLength), line.substring(nameLength + 1).strip());
        line = new StringBuilder(0);
        return to(State.TRAILER_START);
    }

    private boolean done() {
        state = State.DONE;
        return false;
    }

    private boolean to(State next) {
        state = next;
        return true;
    }

    private boolean malformed() {
        return refuse(HttpFault.CHUNK);
    }

    private boolean refuse(HttpFault reason) {
        state = State.REFUSED;
        fault = reason;
        return false;
    }

    private static boolean isHex(byte octet) {
        return StringUtil.decodeHexNibble((char) (octet & 0xff)) >= 0;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
