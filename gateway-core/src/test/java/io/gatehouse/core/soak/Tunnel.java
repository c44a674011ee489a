// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/** The client's side of a WebSocket tunnel: whatever goes in has to come back. */
final class Tunnel {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private Tunnel() {}

    static void through(Line line, String host, String id, Tally tally) throws IOException {
        Plan plan = new Plan(id, Plan.Form.LENGTH, 0, false);
        line.send("GET " + plan.target("honest") + " HTTP/1.1\r\nHost: " + host + "\r\nX-Id: " + id
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + KEY + "\r\n\r\n");
        Head head = line.wire().response();
        if (head == null) {
            throw new EOFException("no answer to an upgrade");
        }
        if (head.status() != 101 || !head.must("x-id").equals(id)) {
            throw Violation.mixUp("upgrade " + id + " was answered " + head);
        }
        pass(line, id);
        tally.count("tunnels");
        if (ThreadLocalRandom.current().nextBoolean()) {
            line.reset();
        }
    }

    private static void pass(Line line, String id) throws IOException {
        Fill there = new Fill(id);
        Fill back = new Fill(id);
        byte[] buffer = new byte[8 * 1024];
        int rounds = 1 + ThreadLocalRandom.current().nextInt(20);
        for (int i = 0; i < rounds; i++) {
            int octets = 1 + ThreadLocalRandom.current().nextInt(30_000);
            line.send(there.next(octets));
            while (back.position() < there.position()) {
                int count = line.wire().raw(buffer);
                if (count < 0) {
                    throw new EOFException("tunnel cut");
                }
                back.check(buffer, count);
            }
        }
    }
}
