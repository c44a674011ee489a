// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * A client that keeps the rules: keep-alive and short connections, pipelining, uploads, slow downloads, tunnels. If its upstreams keep
 * them too, nothing may fail; if not, an exchange may end with 502, 503, 504 or a cut, but never look whole when it is not.
 */
final class HonestClient implements Runnable {
    private final String name;
    private final Door door;
    private final Doors doors;
    private final List<String> prefixes;
    private final boolean nothingFails;
    private final BooleanSupplier goesOn;
    private final Tally tally;
    private long sequence;

    HonestClient(String name, Door door, Doors doors, Mix mix, BooleanSupplier goesOn, Tally tally) {
        this.name = name;
        this.door = door;
        this.doors = doors;
        this.prefixes = mix.prefixes();
        this.nothingFails = mix.nothingFails();
        this.goesOn = goesOn;
        this.tally = tally;
    }

    /** Which upstreams a client asks, by the prefix of their routes. */
    record Mix(List<String> prefixes, boolean nothingFails) {
        static final Mix HONEST = new Mix(List.of("honest", "honest", "secure"), true);
        static final Mix FAULTY = new Mix(List.of("faulty"), false);
    }

    @Override
    public void run() {
        while (goesOn.getAsBoolean()) {
            try (Line line = doors.open(door)) {
                converse(line);
            } catch (Violation e) {
                tally.violation(e.kind(), "at " + name + ": " + e.getMessage());
            } catch (IOException e) {
                failed(e.toString());
            }
        }
    }

    private void converse(Line line) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (nothingFails && random.nextInt(20) == 0) {
            Tunnel.through(line, door.host(), name + "-" + sequence++, tally);
            return;
        }
        int rounds = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(30);
        for (int i = 0; i < rounds && goesOn.getAsBoolean(); i++) {
            if (!round(line, random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 1)) {
                return;
            }
        }
    }

    /** Some requests at once, then their responses; whether the connection goes on. */
    private boolean round(Line line, int pipelined) throws IOException {
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < pipelined; i++) {
            String prefix = prefixes.get(ThreadLocalRandom.current().nextInt(prefixes.size()));
            Ask ask = Ask.any(name + "-" + sequence++, prefix, door.host(), pipelined > 1 ? 3_000 : 200_000);
            asks.add(ask);
            send(line, ask.octetsOnTheWire());
        }
        for (Ask ask : asks) {
            Head head = Reply.read(line.wire(), ask, ask.plan().slow() ? Pace.SLOW : Pace.FAST);
            judge(ask, head);
            if (head.closes()) {
                return false;
            }
        }
        return true;
    }

    private static void send(Line line, byte[] octets) throws IOException {
        if (ThreadLocalRandom.current().nextInt(3) > 0) {
            line.send(octets);
            return;
        }
        int cut = ThreadLocalRandom.current().nextInt(octets.length);
        line.send(java.util.Arrays.copyOfRange(octets, 0, cut));
        line.send(java.util.Arrays.copyOfRange(octets, cut, octets.length));
    }

    private void judge(Ask ask, Head head) {
        tally.count((nothingFails ? "honest " : "faulty ") + head.status());
        if (nothingFails && head.status() != ask.expectedStatus()) {
            tally.violation("failed exchange", name + ": " + ask + " was answered " + head);
        } else if (!nothingFails && head.status() >= 400 && head.status() < 502) {
            tally.violation("failed exchange", name + ": the client is blamed for the upstream: " + head);
        }
    }

    private void failed(String why) {
        if (nothingFails) {
            tally.violation("failed exchange", name + " by " + door + " after " + sequence + ": " + why);
        } else {
            tally.count("faulty cut");
        }
    }
}
