// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a message says, without what any recipient on the way may write anew: {@code POST /path host}, or {@code 200 OK}, then
 * its fields in order, {@code =body} unless empty, with {@code ␍} and {@code ␊} for its line breaks, and {@code +trailer: value}.
 */
final class Meaning {
    private static final Set<String> OF_THE_GATEWAY = Set.of(
            "host",
            "via",
            "cdn-loop",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-real-ip",
            "date",
            "connection",
            "te",
            "content-length",
            "transfer-encoding");

    private Meaning() {}

    /** The messages of a table's cell, which has {@code ⏎} between lines and {@code &&} between messages. */
    static List<String> of(String cell) {
        List<String> messages = new ArrayList<>();
        for (String message : Notation.octets(cell).split("&&", -1)) {
            List<String> lines = new ArrayList<>(List.of(message.strip().split("\r\n", -1)));
            lines.removeIf(String::isEmpty);
            if (!lines.isEmpty()) {
                messages.add(String.join("\n", lines));
            }
        }
        return messages;
    }

    /** What a request says. */
    static String of(StrictMessage request) {
        String[] line = request.startLine().split(" ", -1);
        return rest(line[0] + " " + line[1] + " " + request.one("host"), request, OF_THE_GATEWAY);
    }

    /** What a response says; {@code framed}: to HEAD, or 304, where the length is a field like others. */
    static String ofResponse(StrictMessage response, boolean framed) {
        Set<String> left = framed ? Set.of("via", "date", "connection", "transfer-encoding") : OF_THE_GATEWAY;
        return rest(response.startLine().substring("HTTP/1.1 ".length()).strip(), response, left);
    }

    private static String rest(String first, StrictMessage message, Set<String> left) {
        List<String> lines = new ArrayList<>(List.of(first));
        for (String field : message.fields()) {
            if (!left.contains(field.substring(0, field.indexOf(':')))) {
                lines.add(field);
            }
        }
        if (!message.body().isEmpty()) {
            lines.add("=" + message.body().replace('\r', '␍').replace('\n', '␊'));
        }
        message.trailers().forEach(trailer -> lines.add("+" + trailer));
        return String.join("\n", lines);
    }
}
