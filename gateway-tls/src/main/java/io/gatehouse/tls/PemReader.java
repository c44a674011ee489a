// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.nio.charset.StandardCharsets;
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
 * <p>Linear in the size of the text, which the caller bounds. One instance, one text.
 */
final class PemReader {
    /** Longest PEM file that is read. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final String PEM_TEXT = "PEM text, from a line -----BEGIN ...----- to a line -----END ...-----";

    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final String BYTE_ORDER_MARK_UTF_8 = "\u00ef\u00bb\u00bf"; // octet by octet

    private static final boolean[] BASE64 = table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private final List<PemBlock> blocks = new ArrayList<>();
    private final byte[] base64; // of the block that is being read
    private int length;
    private @Nullable String label;
    private int beginLine;
    private boolean encrypted;

    private PemReader(int mostBase64) {
        this.base64 = new byte[mostBase64];
    }

    /** The blocks of a file. */
    static List<PemBlock> read(byte[] content) throws PemFault {
        if (content.length == 0) {
            throw new PemFault(0, "an empty file", PEM_TEXT, "write the PEM text into the file");
        }
        for (byte each : content) {
            if (each == 0 || (each < 0 && content[0] == 0x30)) {
                throw new PemFault(
                        0,
                        content[0] == 0x30 ? "binary data, perhaps DER" : "binary data",
                        PEM_TEXT,
                        "convert it to PEM, for instance with openssl x509 -inform DER or openssl pkey -inform DER");
            }
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return read(text, text.startsWith(BYTE_ORDER_MARK_UTF_8) ? BYTE_ORDER_MARK_UTF_8.length() : 0);
    }

    /** The blocks of a text; at least one. */
    static List<PemBlock> read(String text) throws PemFault {
        return read(text, text.indexOf(BYTE_ORDER_MARK) == 0 ? 1 : 0);
    }

    private static List<PemBlock> read(String text, int from) throws PemFault {
        PemReader reader = new PemReader(text.length());
        try {
            int number = 0;
            int start = from;
            while (start < text.length()) {
                int end = text.indexOf('\n', start);
                end = end < 0 ? text.length() : end;
                reader.line(text.substring(start, end).strip(), ++number);
                start = end + 1;
            }
            return reader.finish();
        } finally {
            Arrays.fill(reader.base64, (byte) 0); // may be a key
        }
    }

    private void line(String line, int number) throws PemFault {
        if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
            begin(line, number);
        } else if (line.startsWith(END) && line.endsWith(DASHES)) {
            end(line, number);
        } else if (label != null && !line.isEmpty()) {
            content(line, number);
        }
    }

    private void begin(String line, int number) throws PemFault {
        if (label != null) {
            throw unfinished();
        }
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        beginLine = number;
        encrypted = false;
        length = 0;
    }

    private void content(String line, int number) throws PemFault {
        if (length == 0 && line.indexOf(':') > 0) {
            encrypted |= line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED");
            return; // a header of the older encrypted form, RFC 1421 section 4.6
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!isBase64(c)) {
                throw new PemFault(
                        number,
                        "a character that is not base64 in the block " + label,
                        "base64 text until -----END " + label + "-----",
                        "copy the file again, whole and as text");
            }
            base64[length++] = (byte) c;
        }
    }

    private void end(String line, int number) throws PemFault {
        String ended = line.substring(END.length(), line.length() - DASHES.length());
        if (label == null) {
            throw new PemFault(
                    number,
                    "-----END " + ended + "----- without its -----BEGIN " + ended + "-----",
                    PEM_TEXT,
                    "copy the file again, whole and as text");
        }
        if (!ended.equals(label)) {
            throw new PemFault(
                    number,
                    "-----END " + ended + "----- after -----BEGIN " + label + "-----",
                    "-----END " + label + "-----",
                    "copy the file again, whole and as text");
        }
        blocks.add(new PemBlock(label, decode(label), beginLine, encrypted));
        label = null;
    }

    private byte[] decode(String blockLabel) throws PemFault {
        byte[] text = Arrays.copyOf(base64, length);
        try {
            byte[] der = Base64.getDecoder().decode(text);
            if (der.length > 0) {
                return der;
            }
        } catch (IllegalArgumentException e) {
            // told below, without the text
        } finally {
            Arrays.fill(text, (byte) 0);
        }
        throw new PemFault(
                beginLine,
                "the block " + blockLabel + " is not complete base64",
                "base64 text until -----END " + blockLabel + "-----",
                "copy the file again, whole and as text");
    }

    private List<PemBlock> finish() throws PemFault {
        if (label != null) {
            throw unfinished();
        }
        if (blocks.isEmpty()) {
            throw new PemFault(0, "no line -----BEGIN ...-----", PEM_TEXT, "name a PEM file");
        }
        return List.copyOf(blocks);
    }

    private PemFault unfinished() {
        return new PemFault(
                beginLine,
                "-----BEGIN " + label + "----- without its -----END " + label + "-----",
                PEM_TEXT,
                "the file is cut off: copy it again, whole");
    }

    private static boolean isBase64(char c) {
        return c < BASE64.length && BASE64[c];
    }

    private static boolean[] table(String characters) {
        boolean[] table = new boolean[128];
        characters.chars().forEach(c -> table[c] = true);
        return table;
    }
}
