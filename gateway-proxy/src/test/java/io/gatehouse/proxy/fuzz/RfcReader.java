// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import io.gatehouse.proxy.fuzz.RfcMessage.End;
import io.gatehouse.proxy.fuzz.RfcMessage.Field;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages as RFC 9112 writes them: what a sender may generate, and the one thing more that a recipient has to bear, which is
 * an empty line before a request (section 2.2). Slow, plain, and without a line in common with what it judges.
 */
final class RfcReader {
    static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final String QUOTED = "\"([\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*+\"";
    private static final String BWS = "[ \\t]*";
    private static final Pattern EXTENSIONS = Pattern.compile(
            "(" + BWS + ";" + BWS + TOKEN + "(" + BWS + "=" + BWS + "(" + TOKEN + "|" + QUOTED + "))?)*+");
    private static final Pattern SIZE = Pattern.compile("0*+[0-9A-Fa-f]{0,15}+"); // of more digits: refused on purpose
    private static final Pattern SIZE_LINE = Pattern.compile("(?=[0-9A-Fa-f])" + SIZE + EXTENSIONS + "\r\n");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):[ \\t]*+([!-~\\x80-\\xff\\t ]*)");
    private static final Pattern TRAILER_LINE = Pattern.compile("(" + FIELD + ")?\r\n");
    private static final Pattern REQUEST_LINE = Pattern.compile("(" + TOKEN + ") ([!-~]+) (HTTP/1\\.[0-9])");
    private static final Pattern STATUS_LINE =
            Pattern.compile("(HTTP/1\\.[0-9]) ([1-5][0-9][0-9])(?: ([\\t -~\\x80-\\xff]*))?");
    private static final BigInteger ENDLESS = BigInteger.valueOf(Integer.MAX_VALUE);

    private final String octets;
    private int at;
    private int longestSizeLine;

    private RfcReader(String octets, int from) {
        this.octets = octets;
        this.at = from;
    }

    /** The request that begins there. */
    static RfcMessage request(String octets, int from) {
        RfcReader reader = new RfcReader(octets, from);
        if (octets.startsWith("\r\n", from)) {
            reader.at += 2;
        }
        return reader.message(REQUEST_LINE, false, false);
    }

    /**
     * The response that begins there.
     *
     * @param toHead whether it answers HEAD
     * @param closed whether nothing comes behind the octets
     */
    static RfcMessage response(String octets, int from, boolean toHead, boolean closed) {
        return new RfcReader(octets, from).message(STATUS_LINE, toHead, closed);
    }

    private RfcMessage message(Pattern startLine, boolean toHead, boolean closed) {
        int end = octets.indexOf("\r\n\r\n", at);
        if (end < 0) {
            return RfcMessage.withoutHead(End.HEAD_MISSING);
        }
        String[] lines = octets.substring(at, end).split("\r\n", -1);
        Matcher start = startLine.matcher(lines[0]);
        List<Field> fields = new ArrayList<>();
        boolean valid = start.matches();
        for (int i = 1; i < lines.length; i++) {
            Field field = field(lines[i]);
            valid &= field != null;
            fields.add(field == null ? new Field("", "") : field);
        }
        if (!valid) {
            return RfcMessage.withoutHead(End.HEAD_INVALID);
        }
        int length = end + 4 - at;
        at = end + 4;
        List<String> parts = List.of(start.group(1), start.group(2), start.group(3) == null ? "" : start.group(3));
        RfcMessage head = new RfcMessage(End.COMPLETE, parts, fields, false, "", List.of(), length, 0, at);
        boolean response = startLine == STATUS_LINE;
        boolean bodiless =
                toHead || (response && (head.status() < 200 || head.status() == 204 || head.status() == 304));
        return body(head, response, bodiless, closed);
    }

    /** RFC 9112, section 6.3. */
    private RfcMessage body(RfcMessage head, boolean response, boolean bodiless, boolean closed) {
        List<String> encodings = head.all("transfer-encoding");
        List<String> lengths = head.all("content-length");
        boolean invalid = encodings.size() + lengths.size() > 1 || (!encodings.isEmpty() && head.http10());
        if (!encodings.isEmpty()) {
            invalid |= !encodings.get(0).equalsIgnoreCase("chunked");
        } else if (!lengths.isEmpty()) {
            invalid |= !lengths.get(0).matches("[0-9]+");
        }
        if (invalid) {
            return RfcMessage.withoutHead(End.HEAD_INVALID);
        }
        if (bodiless) {
            return head;
        }
        if (!encodings.isEmpty()) {
            return chunks(head);
        }
        String rest = octets.substring(at);
        if (lengths.isEmpty()) {
            return response ? part(head, rest, closed ? End.COMPLETE : End.BODY_MISSING, octets.length()) : head;
        }
        int length = new BigInteger(lengths.get(0)).min(ENDLESS).intValue();
        return rest.length() < length
                ? part(head, rest, End.BODY_MISSING, 0)
                : part(head, rest.substring(0, length), End.COMPLETE, at + length);
    }

    private static RfcMessage part(RfcMessage head, String body, End end, int next) {
        return new RfcMessage(end, head.startLine(), head.fields(), false, body, List.of(), head.headLength(), 0, next);
    }

    /** RFC 9112, section 7.1. */
    private RfcMessage chunks(RfcMessage head) {
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = line();
            if (line == null) {
                return chunked(head, restOf(SIZE_LINE), body, List.of());
            }
            longestSizeLine = Math.max(longestSizeLine, line.length());
            Matcher size = SIZE.matcher(line);
            if (!size.lookingAt()
                    || size.end() == 0
                    || !EXTENSIONS.matcher(line.substring(size.end())).matches()) {
                return chunked(head, End.BODY_INVALID, body, List.of());
            }
            int length = new BigInteger("0" + size.group(), 16).min(ENDLESS).intValue();
            if (length == 0) {
                return trailers(head, body);
            }
            int there = Math.min(length, octets.length() - at);
            body.append(octets, at, at + there);
            at += there;
            if (there < length || octets.length() - at < 2) {
                boolean wrong = there == length && at < octets.length() && octets.charAt(at) != '\r';
                return chunked(head, wrong ? End.BODY_INVALID : End.BODY_MISSING, body, List.of());
            }
            if (!octets.startsWith("\r\n", at)) {
                return chunked(head, End.BODY_INVALID, body, List.of());
            }
            at += 2;
        }
    }

    private RfcMessage trailers(RfcMessage head, StringBuilder body) {
        List<Field> trailers = new ArrayList<>();
        while (true) {
            String line = line();
            if (line == null) {
                return chunked(head, restOf(TRAILER_LINE), body, List.of());
            }
            if (line.isEmpty()) {
                return chunked(head, End.COMPLETE, body, trailers);
            }
            Field trailer = field(line);
            if (trailer == null) {
                return chunked(head, End.BODY_INVALID, body, List.of());
            }
            trailers.add(trailer);
        }
    }

    private RfcMessage chunked(RfcMessage head, End end, StringBuilder body, List<Field> trailers) {
        return new RfcMessage(
                end,
                head.startLine(),
                head.fields(),
                true,
                body.toString(),
                trailers,
                head.headLength(),
                longestSizeLine,
                at);
    }

    private static @Nullable Field field(String line) {
        Matcher field = FIELD.matcher(line);
        return field.matches() ? new Field(field.group(1), field.group(2).replaceFirst("[ \\t]+$", "")) : null;
    }

    /** What there is of the last line: either something can still follow, or it is broken already. */
    private End restOf(Pattern whole) {
        Matcher line = whole.matcher(octets.substring(at));
        return line.matches() || line.hitEnd() ? End.BODY_MISSING : End.BODY_INVALID;
    }

    /** Up to the next CRLF; null if there is none yet. */
    private @Nullable String line() {
        int end = octets.indexOf("\r\n", at);
        if (end < 0) {
            return null;
        }
        String line = octets.substring(at, end);
        at = end + 2;
        return line;
    }
}
