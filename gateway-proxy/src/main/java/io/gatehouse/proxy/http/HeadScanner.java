// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Judges the octets of a message head before Netty's decoder sees them, one octet after the other.
 *
 * <p>The decoder repairs some faults (folded lines, TABs in the request line, blanks before it); a gateway that forwards
 * a repaired message speaks for the client. So a head passes here exactly as RFC 9112 writes it, or not at all:
 *
 * <pre>
 * request-line = token SP 1*target-octet SP "HTTP/1." DIGIT CRLF     RFC 9112, section 3
 * status-line  = "HTTP/1." DIGIT SP 3DIGIT [ SP *reason-octet ] CRLF  RFC 9112, section 4
 * field-line   = token ":" *field-octet CRLF                          RFC 9112, section 5
 * </pre>
 *
 * <p>Up to {@value #MAX_EMPTY_LINES} empty lines before a request line are skipped (RFC 9112, section 2.2). Resumable:
 * each octet is looked at once however the head is cut into reads. Event loop of its connection only.
 */
final class HeadScanner implements ByteProcessor {
    static final int MAX_EMPTY_LINES = 1;

    private enum State {
        BEFORE, // nothing of the head yet
        BEFORE_LF, // CR of an empty line before the request line
        METHOD,
        TARGET,
        VERSION,
        STATUS_VERSION,
        STATUS_CODE,
        STATUS_SPACE, // after the third digit
        REASON,
        START_LINE_LF,
        LINE_START, // first octet of a field line, or CR of the end
        NAME,
        VALUE,
        VALUE_LF,
        END_LF,
        DONE,
        REFUSED
    }

    private static final String VERSION_PREFIX = "HTTP/1.";

    private final boolean request;
    private HeadLimits limits;

    private State state = State.BEFORE;
    private int position; // octets of the head so far, empty lines before it excluded
    private int mark; // octets inside the current element
    private int scanned; // octets behind the reader index that were looked at
    private int emptyLines;
    private int fields;
    private @Nullable HttpFault fault;

    static HeadScanner ofRequests(HeadLimits limits) {
        return new HeadScanner(true, limits);
    }

    static HeadScanner ofResponses(HeadLimits limits) {
        return new HeadScanner(false, limits);
    }

    private HeadScanner(boolean request, HeadLimits limits) {
        this.request = request;
        this.limits = limits;
    }

    /** Other limits, from the next head on. */
    void limitTo(HeadLimits other) {
        limits = other;
    }

    /** Makes ready for the next head. */
    void reset() {
        state = State.BEFORE;
        position = 0;
        mark = 0;
        scanned = 0;
        emptyLines = 0;
        fields = 0;
        fault = null;
    }

    /**
     * Looks at the octets that came since the last call.
     *
     * @return true once a whole head begins at the reader index (empty lines before it are skipped then); false while it
     *     is incomplete, and for good when it is refused
     */
    boolean admit(ByteBuf in) {
        if (state == State.DONE) {
            return true;
        }
        int end = in.forEachByte(in.readerIndex() + scanned, in.readableBytes() - scanned, this);
        scanned = end < 0 ? in.readableBytes() : end + 1 - in.readerIndex();
        if (state != State.DONE) {
            return false;
        }
        in.skipBytes(scanned - position);
        return true;
    }

    /** Whether a head has begun that is not complete yet. */
    boolean begun() {
        return state != State.BEFORE && state != State.BEFORE_LF;
    }

    /** How many octets the head has so far. */
    int octets() {
        return position;
    }

    /** How many fields the head has so far. */
    int fields() {
        return fields;
    }

    /** Why the head is refused, or null. */
    @Nullable
    HttpFault fault() {
        return fault;
    }

    /** Takes one octet; false ends the scan, because the head is complete or refused. */
    @Override
    public boolean process(byte octet) {
        if (state == State.VALUE && Octets.isFieldValue(octet) && position < limits.headBytes()) {
            position++; // most octets are of values, and this is all that is done for them
            return true;
        }
        if (begun() && ++position > limits.headBytes()) {
            return refuse(tooLarge());
        }
        return switch (state) {
            case BEFORE -> before(octet);
            case BEFORE_LF -> octet == '\n' ? emptyLineSkipped() : refuse(HttpFault.BARE_CR);
            case METHOD -> method(octet);
            case TARGET -> target(octet);
            case VERSION -> (octet == '\r' || withinLine()) && version(octet, '\r', State.START_LINE_LF);
            case STATUS_VERSION -> version(octet, ' ', State.STATUS_CODE);
            case STATUS_CODE -> statusCode(octet);
            case STATUS_SPACE -> statusSpace(octet);
            case REASON -> octet == '\r' ? to(State.START_LINE_LF) : fieldOctet(octet, HttpFault.STATUS_LINE);
            case START_LINE_LF, VALUE_LF -> octet == '\n' ? to(State.LINE_START) : refuse(HttpFault.BARE_CR);
            case LINE_START -> lineStart(octet);
            case NAME -> name(octet);
            case VALUE -> octet == '\r' ? to(State.VALUE_LF) : fieldOctet(octet, HttpFault.FIELD_VALUE);
            case END_LF -> octet == '\n' ? complete() : refuse(HttpFault.BARE_CR);
            case DONE, REFUSED -> false;
        };
    }

    private boolean before(byte octet) {
        if (octet == '\r' && request && emptyLines < MAX_EMPTY_LINES) {
            return to(State.BEFORE_LF);
        }
        position = 1;
        if (!request) {
            mark = 0;
            state = State.STATUS_VERSION;
            return version(octet, ' ', State.STATUS_CODE);
        }
        return Octets.isToken(octet) ? to(State.METHOD) : refuse(HttpFault.REQUEST_LINE);
    }

    private boolean emptyLineSkipped() {
        emptyLines++;
        return to(State.BEFORE);
    }

    private boolean method(byte octet) {
        if (octet == ' ') {
            return to(State.TARGET);
        }
        return Octets.isToken(octet) ? withinLine() : refuse(HttpFault.REQUEST_LINE);
    }

    private boolean target(byte octet) {
        if (octet == ' ' && mark > 0) {
            return to(State.VERSION);
        }
        mark++;
        return Octets.isTarget(octet) ? withinLine() : refuse(HttpFault.TARGET);
    }

    /** Reads {@code HTTP/1.} and a digit, then {@code end}. A whole other major version is told apart from nonsense. */
    private boolean version(byte octet, char end, State next) {
        if (mark < VERSION_PREFIX.length()) {
            if (octet == VERSION_PREFIX.charAt(mark)) {
                mark++;
                return true;
            }
            boolean otherMajor = mark == VERSION_PREFIX.indexOf('1') && Octets.isDigit(octet);
            return refuse(otherMajor ? HttpFault.VERSION : startLineFault());
        }
        if (mark == VERSION_PREFIX.length()) {
            mark++;
            return Octets.isDigit(octet) || refuse(startLineFault());
        }
        return octet == end ? to(next) : refuse(startLineFault());
    }

    private HttpFault startLineFault() {
        return request ? HttpFault.REQUEST_LINE : HttpFault.STATUS_LINE;
    }

    private boolean statusCode(byte octet) {
        boolean valid = mark == 0 ? octet >= '1' && octet <= '5' : Octets.isDigit(octet);
        if (!valid) {
            return refuse(HttpFault.STATUS_LINE);
        }
        return ++mark < 3 || to(State.STATUS_SPACE);
    }

    private boolean statusSpace(byte octet) {
        return switch (octet) {
            case ' ' -> to(State.REASON);
            case '\r' -> to(State.START_LINE_LF); // no reason and no SP before it: common, and harmless
            default -> refuse(HttpFault.STATUS_LINE);
        };
    }

    private boolean lineStart(byte octet) {
        if (octet == '\r') {
            return to(State.END_LF);
        }
        if (octet == ' ' || octet == '\t') {
            return refuse(HttpFault.FOLDED_LINE);
        }
        if (++fields > limits.fields()) {
            return refuse(request ? HttpFault.TOO_MANY_FIELDS : HttpFault.TOO_MANY_RESPONSE_FIELDS);
        }
        return Octets.isToken(octet) ? to(State.NAME) : refuse(HttpFault.FIELD_NAME);
    }

    private HttpFault tooLarge() {
        if (!request) {
            return HttpFault.RESPONSE_HEAD_TOO_LARGE;
        }
        return state.compareTo(State.START_LINE_LF) < 0 ? HttpFault.LINE_TOO_LONG : HttpFault.HEAD_TOO_LARGE;
    }

    private boolean name(byte octet) {
        if (octet == ':') {
            return to(State.VALUE);
        }
        return Octets.isToken(octet) || refuse(HttpFault.FIELD_NAME);
    }

    private boolean fieldOctet(byte octet, HttpFault otherwise) {
        return Octets.isFieldValue(octet) || refuse(octet == '\n' ? HttpFault.BARE_LF : otherwise);
    }

    private boolean withinLine() {
        return position <= limits.lineBytes() || refuse(HttpFault.LINE_TOO_LONG);
    }

    private boolean complete() {
        state = State.DONE;
        return false;
    }

    private boolean to(State next) {
        state = next;
        mark = 0;
        return true;
    }

    private boolean refuse(HttpFault reason) {
        state = State.REFUSED;
        fault = reason;
        return false;
    }
}
