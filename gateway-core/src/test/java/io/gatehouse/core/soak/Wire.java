// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the gateway sends by the letter of RFC 9112, and takes nothing else: a {@link Violation} for what no message may be, an
 * {@link EOFException} where the connection ends within one.
 */
final class Wire {
    private static final int MAX_LINE = 128 * 1024;
    private static final Pattern REQUEST_LINE = Pattern.compile("[A-Z]+ [!-~]+ HTTP/1\\.1");
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [1-5][0-9][0-9] [ -~]*");
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([ -~\t]*?)[ \t]*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK = Pattern.compile("[0-9a-fA-F]{1,15}");

    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];

    Wire(InputStream in) {
        this.in = new BufferedInputStream(in, 16 * 1024);
    }

    /** The next request, or null if the connection ended before its first octet. */
    @Nullable
    Head request() throws IOException {
        Head head = head(REQUEST_LINE);
        if (head == null) {
            return null;
        }
        head.must("host");
        if (head.one("transfer-encoding") != null && head.one("content-length") != null) {
            throw Violation.framing("both framings in " + head);
        }
        return head;
    }

    /** The next response, interim ones too, or null if the connection ended before its first octet. */
    @Nullable
    Head response() throws IOException {
        return head(STATUS_LINE);
    }

    /** Reads the body that the head announces, with trailers, and insists on its content if {@code fill} is not null. */
    long body(Head head, boolean isRequest, @Nullable Fill fill, Pace pace) throws IOException {
        String encoding = head.one("transfer-encoding");
        String length = head.one("content-length");
        if (encoding != null) {
            return chunked(encoding, fill, pace);
        }
        if (length != null) {
            if (!LENGTH.matcher(length).matches()) {
                throw Violation.framing("content-length: " + length);
            }
            return exactly(Long.parseLong(length), fill, pace);
        }
        return isRequest ? 0 : toEnd(fill, pace);
    }

    /** Whatever comes next, as it is; -1 at the end. */
    int raw(byte[] into) throws IOException {
        return in.read(into);
    }

    private long chunked(String encoding, @Nullable Fill fill, Pace pace) throws IOException {
        if (!encoding.equals("chunked")) {
            throw Violation.framing("transfer-encoding: " + encoding);
        }
        long total = 0;
        while (true) {
            String size = line();
            if (!CHUNK.matcher(size).matches()) {
                throw Violation.framing("chunk size: " + size);
            }
            long octets = Long.parseLong(size, 16);
            if (octets == 0) {
                fields();
                return total;
            }
            total += exactly(octets, fill, pace);
            if (!line().isEmpty()) {
                throw Violation.framing("no line end behind a chunk");
            }
        }
    }

    private long exactly(long octets, @Nullable Fill fill, Pace pace) throws IOException {
        long left = octets;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                throw new EOFException("body cut, " + left + " octets short");
            }
            take(count, fill, pace);
            left -= count;
        }
        return octets;
    }

    private long toEnd(@Nullable Fill fill, Pace pace) throws IOException {
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            take(count, fill, pace);
            total += count;
        }
        return total;
    }

    private void take(int count, @Nullable Fill fill, Pace pace) throws IOException {
        if (fill != null) {
            fill.check(buffer, count);
        }
        pace.step();
    }

    private @Nullable Head head(Pattern start) throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return null;
        }
        in.reset();
        String line = line();
        if (!start.matcher(line).matches()) {
            throw Violation.framing("start line: " + line);
        }
        return new Head(line, fields());
    }

    private Map<String, List<String>> fields() throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            java.util.regex.Matcher field = FIELD.matcher(line);
            if (!field.matches()) {
                throw Violation.framing("field: " + line);
            }
            String name = field.group(1).toLowerCase(Locale.ROOT);
            fields.computeIfAbsent(name, key -> new ArrayList<>()).add(field.group(2));
        }
        return fields;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("within a line: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            if (next == '\n' || line.size() > MAX_LINE) {
                throw Violation.framing("line: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(next);
        }
        int end = in.read();
        if (end < 0) {
            throw new EOFException("within a line end");
        }
        if (end != '\n') {
            throw Violation.framing("bare CR behind " + line.toString(StandardCharsets.ISO_8859_1));
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
