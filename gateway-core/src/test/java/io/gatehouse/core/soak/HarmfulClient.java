// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** A client that breaks off, breaks the rules or says nothing. What it is answered must still be valid and its own. */
final class HarmfulClient implements Runnable {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: open.test\r\n\r\n";

    private final String name;
    private final Doors doors;
    private final BooleanSupplier goesOn;
    private final Tally tally;
    private long sequence;

    HarmfulClient(String name, Doors doors, BooleanSupplier goesOn, Tally tally) {
        this.name = name;
        this.doors = doors;
        this.goesOn = goesOn;
        this.tally = tally;
    }

    /** What it does. */
    enum Harm {
        LEAVES_IN_THE_HEAD,
        LEAVES_IN_THE_BODY,
        LEAVES_IN_THE_RESPONSE,
        RESETS_IN_THE_BODY,
        RESETS_IN_THE_RESPONSE,
        HALF_CLOSES,
        SENDS_GARBAGE,
        BREAKS_RECORDS,
        BREAKS_A_CHUNK,
        SMUGGLES,
        HEAD_TOO_LONG,
        SHOWS_A_REVOKED_CERTIFICATE,
        SLOW_HEAD,
        SAYS_NOTHING;

        static Harm any() {
            Harm harm = values()[ThreadLocalRandom.current().nextInt(values().length)];
            // the slow ones cost their time
            return harm.compareTo(SLOW_HEAD) >= 0 && ThreadLocalRandom.current().nextInt(8) > 0 ? BREAKS_A_CHUNK : harm;
        }
    }

    @Override
    public void run() {
        while (goesOn.getAsBoolean()) {
            Harm harm = Harm.any();
            tally.count("harm: " + harm);
            try (Line line = open(harm)) {
                String prefix = ThreadLocalRandom.current().nextInt(3) == 0 ? "faulty" : "honest";
                doHarm(harm, line, ask(prefix));
            } catch (Violation e) {
                tally.violation(e.kind(), "at " + name + " which " + harm + ": " + e.getMessage());
            } catch (IOException e) {
                tally.count("harmful cut");
            }
        }
    }

    private Line open(Harm harm) throws IOException {
        return switch (harm) {
            case BREAKS_RECORDS -> doors.silentTls();
            case SHOWS_A_REVOKED_CERTIFICATE -> doors.revoked();
            default -> doors.open(Door.of(ThreadLocalRandom.current().nextInt(4)));
        };
    }

    private Ask ask(String prefix) {
        Plan plan = new Plan(name + "-" + sequence++, Plan.Form.CHUNKED, 500_000, false);
        return new Ask(
                plan,
                "POST",
                prefix,
                "open.test",
                50_000,
                ThreadLocalRandom.current().nextBoolean());
    }

    private void doHarm(Harm harm, Line line, Ask ask) throws IOException {
        byte[] all = ask.octetsOnTheWire();
        int head = ask.head().length();
        switch (harm) {
            case LEAVES_IN_THE_HEAD -> line.send(part(all, 1, head));
            case LEAVES_IN_THE_BODY -> line.send(part(all, head, all.length));
            case RESETS_IN_THE_BODY -> {
                line.send(part(all, head, all.length));
                line.reset();
            }
            case LEAVES_IN_THE_RESPONSE -> beginResponse(line, all);
            case RESETS_IN_THE_RESPONSE -> {
                beginResponse(line, all);
                line.reset();
            }
            case HALF_CLOSES -> {
                line.send(all);
                line.socket().shutdownOutput();
                Reply.read(line.wire(), ask, Pace.FAST);
            }
            case SENDS_GARBAGE -> answered(line, garbage());
            case BREAKS_RECORDS -> answered(line, brokenRecords());
            case BREAKS_A_CHUNK -> refused(line, brokenChunk(ask), ask);
            case SMUGGLES ->
                refused(
                        line,
                        ask.head().replace("X-Octets", "Content-Length: 3\r\nTransfer-Encoding : chunked\r\nX-Octets")
                                + "0\r\n\r\n" + SMUGGLED,
                        ask);
            case HEAD_TOO_LONG ->
                refused(line, ask.head().replace("X-Octets", "X-Long: " + "a".repeat(60_000) + "\r\nX-Octets"), ask);
            case SHOWS_A_REVOKED_CERTIFICATE -> {
                line.send(all); // in TLS 1.3 the client learns of the refusal when it reads
                Head answer = line.wire().response();
                if (answer != null) {
                    throw new Violation("policy", "a revoked certificate was served: " + answer);
                }
            }
            case SLOW_HEAD -> slowly(line, ask);
            case SAYS_NOTHING -> line.wire().raw(new byte[1_000]);
        }
    }

    private static byte[] part(byte[] all, int from, int to) {
        int end = ThreadLocalRandom.current().nextInt(from, to);
        return java.util.Arrays.copyOfRange(all, 0, end);
    }

    private static void beginResponse(Line line, byte[] all) throws IOException {
        line.send(all);
        line.wire().raw(new byte[1_000]);
    }

    private static byte[] garbage() {
        byte[] octets = new byte[2_000];
        ThreadLocalRandom.current().nextBytes(octets);
        return octets;
    }

    /** A record that announces a hello and holds something else, or is not whole. */
    private static byte[] brokenRecords() {
        byte[] octets = garbage();
        octets[0] = 22;
        octets[1] = 3;
        octets[2] = 1;
        octets[3] = (byte) ThreadLocalRandom.current().nextInt(64);
        octets[5] = 1;
        octets[6] = 0;
        return octets;
    }

    private static String brokenChunk(Ask ask) {
        String head = new Ask(ask.plan(), ask.method(), ask.prefix(), ask.host(), 50_000, true).head();
        return head + "3\r\n" + new String(new Fill(ask.plan().id()).next(3), StandardCharsets.US_ASCII) + "\r\n+5\r\n"
                + SMUGGLED;
    }

    private static void answered(Line line, byte[] octets) throws IOException {
        line.send(octets);
        byte[] buffer = new byte[4_000];
        while (line.wire().raw(buffer) >= 0) {
            // an alert, a 400, or the end
        }
    }

    /** Sends what must not be taken for a request, and reads what comes: not a success. */
    private void refused(Line line, String text, Ask ask) throws IOException {
        line.send(text);
        Head head = Reply.read(line.wire(), ask, Pace.FAST);
        tally.count("harmful " + head.status());
        if (head.status() < 400 && ask.prefix().equals("honest")) {
            throw Violation.framing("a broken request succeeded: " + head);
        }
        if (head.status() >= 400 && !head.closes() && head.status() < 500) {
            throw Violation.framing("the connection goes on behind a broken request: " + head);
        }
    }

    private static void slowly(Line line, Ask ask) throws IOException {
        for (byte each : ask.head().getBytes(StandardCharsets.US_ASCII)) {
            line.send(new byte[] {each});
            Pace.pause(60);
        }
    }
}
