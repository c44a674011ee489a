// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a PEM text (RFC 7468) into its blocks, strictly: a block that does not end, ends as something else or holds
 * anything but base64 is a fault with its line. Text between blocks is explanation and skipped, and so is a byte order mark at
 * the start, which some editors write.
 *
 * <p>Linear in the size of the text, which the caller bounds. There may be two hundred thousand files: lines are looked at where they
 * are, and only a block that cannot be decoded is looked through for the reason. One instance, one text.
 */
final class PemReader {
    /** Longest PEM file that is read. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String PEM_TEXT = "PEM text, from a line -----BEGIN ...----- to a line -----END ...-----";
    private static final String COPY_AGAIN = "copy the file again, whole and as text";

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(ISO_8859_1);
    private static final byte[] END = "-----END ".getBytes(ISO_8859_1);
    private static final byte[] DASHES = "-----".getBytes(ISO_8859_1);
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] BYTE_ORDER_MARK = "\ufeff".getBytes(UTF_8);
    private static final int LONGEST_LABEL = 40;
    private static final byte SEQUENCE = 0x30; // what DER begins with

    private final byte[] text;
    private final byte[] base64; // of the block that is being read
    private final List<PemBlock> blocks = new ArrayList<>();

    private int next; // where the next line begins
    private int from; // the line, without white space around it
    private int to;
    private int line; // its number, from 1

    private @Nullable String label; // of the block that is being read
    private int beginLine;
    private boolean encrypted;
    private int length; // of what was gathered in base64
    private int contentAt; // where that began
    private int contentLine;

    private PemReader(byte[] text) {
        this.text = text;
        this.base64 = new byte[text.length];
    }

    /** The blocks of a text; at least one. */
    static List<PemBlock> read(byte[] content) throws PemFault {
        PemReader reader = new PemReader(content);
        try {
            return reader.read();
        } finally {
            Arrays.fill(reader.base64, (byte) 0); // may be a key
        }
    }

    private List<PemBlock> read() throws PemFault {
        next = isAt(0, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        while (nextLine()) {
            if (isMarker(BEGIN)) {
                begin();
            } else if (isMarker(END)) {
                end();
            } else if (label != null && from < to) {
                content();
            }
        }
        if (label != null) {
            throw unfinished();
        }
        if (blocks.isEmpty()) {
            throw noBlock();
        }
        return List.copyOf(blocks);
    }

    private boolean nextLine() {
        if (next >= text.length) {
            return false;
        }
        from = next;
        to = from;
        while (to < text.length && text[to] != '\n' && text[to] != '\r') {
            to++;
        }
        next = to + (isAt(to, CRLF) ? CRLF.length : 1);
        line++;
        while (from < to && isSpace(text[from])) {
            from++;
        }
        while (from < to && isSpace(text[to - 1])) {
            to--;
        }
        return true;
    }

    private void begin() throws PemFault {
        if (label != null) {
            throw unfinished();
        }
        label = markerLabel(BEGIN);
        beginLine = line;
        encrypted = false;
        length = 0;
    }

    private void content() {
        if (length == 0) {
            if (isHeader()) {
                return;
            }
            contentAt = from;
            contentLine = line;
        }
        System.arraycopy(text, from, base64, length, to - from);
        length += to - from;
    }

    /** Whether it is a header of the older encrypted form, RFC 1421 section 4.6. */
    private boolean isHeader() {
        int colon = from;
        while (colon < to && text[colon] != ':') {
            colon++;
        }
        if (colon == from || colon == to) {
            return false; // of a key, no part becomes a string
        }
        String header = new String(text, from, to - from, ISO_8859_1);
        encrypted |= header.startsWith("Proc-Type:") && header.endsWith("ENCRYPTED");
        return true;
    }

    private void end() throws PemFault {
        String ended = markerLabel(END);
        if (label == null) {
            throw new PemFault(
                    line,
                    "-----END " + ended + "----- without its -----BEGIN " + ended + "-----",
                    PEM_TEXT,
                    COPY_AGAIN);
        }
        if (!ended.equals(label)) {
            throw new PemFault(
                    line,
                    "-----END " + ended + "----- after -----BEGIN " + label + "-----",
                    "-----END " + label + "-----",
                    COPY_AGAIN);
        }
        blocks.add(new PemBlock(label, decode(label), beginLine, encrypted));
        label = null;
    }

    private byte[] decode(String blockLabel) throws PemFault {
        byte[] gathered = Arrays.copyOf(base64, length);
        try {
            byte[] der = Base64.getDecoder().decode(gathered);
            if (der.length > 0) {
                return der;
            }
        } catch (IllegalArgumentException e) {
            // told below, without the text
        } finally {
            Arrays.fill(gathered, (byte) 0);
        }
        throw notBase64(blockLabel);
    }

    // Faults.

    private PemFault notBase64(String blockLabel) {
        int endLine = line;
        boolean odd = false;
        next = contentAt;
        line = contentLine - 1;
        while (!odd && length > 0 && nextLine() && line < endLine) {
            for (int i = from; i < to; i++) {
                odd |= !isBase64(text[i]);
            }
        }
        return new PemFault(
                odd ? line : beginLine,
                odd
                        ? "a character that is not base64 in the block " + blockLabel
                        : "the block " + blockLabel + " is not complete base64",
                "base64 text until -----END " + blockLabel + "-----",
                COPY_AGAIN);
    }

    private PemFault unfinished() {
        return new PemFault(
                beginLine,
                "-----BEGIN " + label + "----- without its -----END " + label + "-----",
                PEM_TEXT,
                "the file is cut off: copy it again, whole");
    }

    private PemFault noBlock() {
        if (text.length == 0) {
            return new PemFault(0, "an empty file", PEM_TEXT, "write the PEM text into the file");
        }
        boolean der = text[0] == SEQUENCE;
        for (byte each : text) {
            if (each == 0 || (each < 0 && der)) {
                return new PemFault(
                        0,
                        der ? "binary data, perhaps DER" : "binary data",
                        PEM_TEXT,
                        "convert it to PEM, for instance with openssl x509 -inform DER, openssl pkey -inform DER or openssl pkcs12 -nodes");
            }
        }
        return new PemFault(0, "no line -----BEGIN ...-----", PEM_TEXT, "name a PEM file");
    }

    // Octets.

    /** Whether the line is {@code start}, a label and five dashes. */
    private boolean isMarker(byte[] start) {
        return to - from >= start.length + DASHES.length && isAt(from, start) && isAt(to - DASHES.length, DASHES);
    }

    /** The label of a marker. Messages quote it: what is not of the form of one may be a key whose lines were joined. */
    private String markerLabel(byte[] start) throws PemFault {
        int at = from + start.length;
        int end = to - DASHES.length;
        for (int i = at; i < end; i++) {
            if (!isOfLabel(text[i]) || i - at >= LONGEST_LABEL) {
                throw new PemFault(
                        line,
                        "a line that goes on behind its -----BEGIN or -----END, as if line breaks were lost",
                        PEM_TEXT,
                        COPY_AGAIN);
            }
        }
        return new String(text, at, end - at, ISO_8859_1);
    }

    private boolean isAt(int at, byte[] expected) {
        int end = at + expected.length;
        return end <= text.length && Arrays.equals(text, at, end, expected, 0, expected.length);
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || (octet >= '\t' && octet <= '\r');
    }

    private static boolean isOfLabel(byte octet) {
        return octet == ' ' || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9');
    }

    private static boolean isBase64(byte octet) {
        return (octet >= 'A' && octet <= 'Z')
                || (octet >= 'a' && octet <= 'z')
                || (octet >= '0' && octet <= '9')
                || octet == '+'
                || octet == '/'
                || octet == '=';
    }
}
