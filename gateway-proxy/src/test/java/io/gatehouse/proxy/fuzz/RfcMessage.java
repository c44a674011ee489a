// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import java.util.List;
import java.util.Locale;

/**
 * One message, as far as it came.
 *
 * @param startLine its three parts: method, target, version, or version, status, reason; empty if they could not be read
 * @param fields in their order
 * @param chunked how the body is framed
 * @param body decoded, as far as it came
 * @param headLength octets up to the body, without an empty line before
 * @param longestSizeLine the longest line before a chunk
 * @param next where the octets behind it begin, if it is complete
 */
record RfcMessage(
        End end,
        List<String> startLine,
        List<Field> fields,
        boolean chunked,
        String body,
        List<Field> trailers,
        int headLength,
        int longestSizeLine,
        int next) {
    /** How the octets of a message end. */
    enum End {
        COMPLETE,
        /** Nothing is wrong so far, or it is too early to say. */
        HEAD_MISSING,
        BODY_MISSING,
        /** The grammar has no such head. */
        HEAD_INVALID,
        BODY_INVALID
    }

    /** A field line; {@code name} as it was sent. */
    record Field(String name, String value) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }

        @Override
        public String toString() {
            return name.toLowerCase(Locale.ROOT) + ": " + value;
        }
    }

    static RfcMessage withoutHead(End end) {
        return new RfcMessage(end, List.of("", "", ""), List.of(), false, "", List.of(), 0, 0, 0);
    }

    boolean isComplete() {
        return end == End.COMPLETE;
    }

    String method() {
        return startLine.get(0);
    }

    String target() {
        return startLine.get(1);
    }

    /** Whether a response says by its head alone where it ends. */
    boolean hasLength(boolean toHead) {
        boolean bodiless = toHead || status() < 200 || status() == 204 || status() == 304;
        return bodiless || has("content-length");
    }

    boolean http10() {
        return startLine.contains("HTTP/1.0");
    }

    /** Of a response. */
    int status() {
        return Integer.parseInt(startLine.get(1));
    }

    boolean has(String name) {
        return fields.stream().anyMatch(field -> field.is(name));
    }

    /** The values of a field, one for each line. */
    List<String> all(String name) {
        return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
    }

    /** The value of a field that stands there at most once; "" without it. */
    String one(String name) {
        return String.join(", ", all(name));
    }

    /** The members of a list field, in lower case. */
    List<String> members(String name) {
        return all(name).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(member -> member.strip().toLowerCase(Locale.ROOT))
                .filter(member -> !member.isEmpty())
                .toList();
    }
}
