// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import io.gatehouse.core.soak.Node.Asked;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** The conduct of an upstream that breaks the rules, each time in another way, and sometimes not at all. */
final class Faults {
    /** Says that the body is not what the plan wants. */
    private static final String EMPTY = "X-Octets: 0\r\nContent-Length: 0\r\n\r\n";

    private Faults() {}

    /** What goes wrong. */
    enum Fault {
        NONE,
        RESET,
        CLOSE,
        CLOSE_WHILE_IDLE,
        SHORT_BODY,
        BAD_CHUNK,
        BAD_STATUS_LINE,
        TWO_LENGTHS,
        BOTH_FRAMINGS,
        MORE_THAN_A_MESSAGE,
        HINTS_WITHOUT_END,
        EARLY_RESPONSE,
        EARLY_RESPONSE_AND_CLOSE,
        LONG_HEAD,
        SWITCH_UNASKED,
        SILENCE;

        static Fault any() {
            Fault fault = values()[ThreadLocalRandom.current().nextInt(values().length)];
            // silence costs its time, and good answers are what puts connections into the pool
            return fault == SILENCE && ThreadLocalRandom.current().nextInt(8) > 0 ? NONE : fault;
        }
    }

    static boolean any(Asked asked) throws IOException {
        Fault fault = Fault.any();
        asked.tally().count("fault of a node: " + fault);
        if (fault != Fault.EARLY_RESPONSE && fault != Fault.EARLY_RESPONSE_AND_CLOSE) {
            asked.readBody();
        }
        return commit(fault, asked);
    }

    private static boolean commit(Fault fault, Asked asked) throws IOException {
        Socket socket = asked.socket();
        OutputStream out = socket.getOutputStream();
        String ok = "HTTP/1.1 200 OK\r\nX-Id: " + asked.plan().id() + "\r\n";
        switch (fault) {
            case NONE -> {
                return Answers.give(asked);
            }
            case RESET -> socket.setSoLinger(true, 0);
            case CLOSE -> {}
            case CLOSE_WHILE_IDLE -> {
                Answers.text(out, ok + EMPTY);
                Pace.pause(ThreadLocalRandom.current().nextInt(4));
            }
            case SHORT_BODY ->
                Answers.text(
                        out, ok + "Content-Length: 1000\r\n\r\n" + asked.plan().id());
            case BAD_CHUNK -> {
                Answers.text(out, ok + "Transfer-Encoding: chunked\r\n\r\n3\r\n");
                out.write(new Fill(asked.plan().id()).next(2));
            }
            case BAD_STATUS_LINE -> Answers.text(out, "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n");
            case TWO_LENGTHS -> Answers.text(out, ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab");
            case BOTH_FRAMINGS ->
                Answers.text(out, ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            case MORE_THAN_A_MESSAGE -> {
                Answers.text(out, ok + EMPTY + "HTTP/1.1 200 OK\r\nX-Id: evil\r\n" + EMPTY);
                return true;
            }
            case HINTS_WITHOUT_END -> hints(out);
            case EARLY_RESPONSE -> {
                boolean goesOn = Answers.give(asked);
                asked.readBody();
                return goesOn;
            }
            case EARLY_RESPONSE_AND_CLOSE -> Answers.give(asked);
            case LONG_HEAD -> Answers.text(out, ok + "X-Long: " + "a".repeat(100_000) + "\r\n\r\n");
            case SWITCH_UNASKED ->
                Answers.text(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nraw");
            case SILENCE -> Pace.pause(3_000);
        }
        return false;
    }

    private static void hints(OutputStream out) throws IOException {
        for (int i = 0; i < 200; i++) {
            Answers.text(out, "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n");
        }
    }
}
