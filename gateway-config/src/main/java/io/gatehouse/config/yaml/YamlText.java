// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The bytes of a file as text: strict UTF-8, and only characters that YAML allows. */
final class YamlText {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private YamlText() {}

    /**
     * Decodes a file; a byte order mark at its start is dropped.
     *
     * @throws YamlStop at the first byte or character that cannot be part of a YAML file
     */
    static String decode(byte[] content) throws YamlStop {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer chars = CharBuffer.allocate(content.length); // UTF-8 never has more chars than bytes
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(bytes, chars, true);
        chars.flip();
        if (!chars.isEmpty() && chars.get(0) == BYTE_ORDER_MARK) {
            chars.get();
        }
        String text = chars.toString();
        refuseControls(text);
        if (result.isError()) {
            throw stop(text, text.length(), String.format(Locale.ROOT, "byte 0x%02X", bytes.get() & 0xff));
        }
        return text;
    }

    private static void refuseControls(String text) throws YamlStop {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed = (c >= ' ' && c <= '~')
                    || c == '\n'
                    || c == '\r'
                    || c == '\t'
                    || c == '\u0085'
                    || (c >= '\u00a0' && c <= '\ufffd' && c != BYTE_ORDER_MARK);
            if (!allowed) {
                throw stop(text, i, String.format(Locale.ROOT, "character U+%04X", (int) c));
            }
        }
    }

    private static YamlStop stop(String text, int offset, String found) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset; i++) {
            if (endsLine(text, i)) {
                line++;
                start = i + 1;
            }
        }
        int column = text.codePointCount(start, offset) + 1;
        return new YamlStop(new YamlFault(
                line,
                column,
                "",
                "not a text file in UTF-8",
                found,
                "a YAML file in UTF-8",
                "save the file as UTF-8; if it is a certificate or an archive, name it where a PEM file belongs"));
    }

    /** As YAML 1.1 and so the library counts: CR LF is one end of a line. */
    private static boolean endsLine(String text, int at) {
        return switch (text.charAt(at)) {
            case '\n', '\u0085', '\u2028', '\u2029' -> true;
            case '\r' -> at + 1 == text.length() || text.charAt(at + 1) != '\n';
            default -> false;
        };
    }
}
