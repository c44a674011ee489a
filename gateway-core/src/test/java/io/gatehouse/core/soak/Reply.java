// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.EOFException;
import java.io.IOException;

/** Reads the response to a request and insists that it is the response to this request. */
final class Reply {
    private Reply() {}

    /**
     * The status; the body has been read.
     *
     * @throws Violation if the response belongs to another request or is none
     * @throws EOFException if it was cut
     */
    static Head read(Wire wire, Ask ask, Pace pace) throws IOException {
        Head head = finalHead(wire);
        String id = head.one("x-id");
        if (id == null) {
            if (head.status() < 400) {
                throw Violation.mixUp("nobody's response to " + ask + ": " + head);
            }
            if (!ask.method().equals("HEAD")) {
                wire.body(head, false, null, pace); // in the gateway's own words
            }
            return head;
        }
        if (!id.equals(ask.plan().id())) {
            throw Violation.mixUp("response to " + ask + ": " + head);
        }
        if (ask.method().equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return head;
        }
        long octets = wire.body(head, false, new Fill(id), pace);
        String said = head.one("x-octets");
        if (octets != (said == null ? ask.plan().octets() : Long.parseLong(said))) {
            throw Violation.framing("a body of " + octets + " octets ended cleanly: " + ask + " " + head);
        }
        return head;
    }

    private static Head finalHead(Wire wire) throws IOException {
        while (true) {
            Head head = wire.response();
            if (head == null) {
                throw new EOFException("no response");
            }
            if (head.status() >= 200) {
                return head;
            }
            if (head.status() == 101) {
                throw Violation.framing("switched without being asked: " + head);
            }
        }
    }
}
