// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import io.gatehouse.proxy.fuzz.RfcMessage.End;
import io.gatehouse.proxy.fuzz.RfcMessage.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A node that answers one request with some octets, through the whole proxy; then what the client got is compared with what the
 * octets mean. Both ways: what is no response never looks like one to the client, and what is one reaches it. The next request
 * gets its own answer whatever came before.
 */
final class ResponseTrial {
    private static final int MAX_INTERIM = 32;
    private static final int MAX_FIELDS = 256;
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String NEXT_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext";

    /** What the client asks for. */
    enum Asked {
        GET("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        HEAD("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"),
        OLD("GET / HTTP/1.0\r\n\r\n"),
        OLD_KEEP_ALIVE("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
        POST("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"),
        WEBSOCKET("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n");

        private final String octets;

        Asked(String octets) {
            this.octets = octets;
        }

        private boolean http10() {
            return this == OLD || this == OLD_KEEP_ALIVE;
        }
    }

    /** What the node does behind its octets. */
    enum Then {
        WAIT,
        END,
        RESET
    }

    private enum Fate {
        RELAYED,
        /** The client gets an error in its place. */
        FAILED,
        /** The client gets a part, and then a reset. */
        CUT,
        /** Nothing of a head yet, or perhaps an error already. */
        AWAITED,
        /** A part of the body is there. */
        HALF,
        TUNNEL
    }

    private final String octets;
    private final Asked asked;
    private final Then then;
    private final List<RfcMessage> interim = new ArrayList<>();
    private RfcMessage answer = RfcMessage.withoutHead(End.HEAD_MISSING);
    private Fate fate = Fate.AWAITED;

    private ResponseTrial(String octets, Asked asked, Then then) {
        this.octets = octets;
        this.asked = asked;
        this.then = then;
    }

    /** Tries the octets whole, cut, and cut with a client that reads late. */
    static void of(String octets, Asked asked, Then then) {
        ResponseTrial trial = new ResponseTrial(octets, asked, then);
        trial.foretell();
        trial.run(Cuts.whole(octets), false);
        trial.run(Cuts.anywhere(octets), false);
        trial.run(Cuts.anywhere(octets), true);
    }

    // What has to happen.

    private void foretell() {
        int from = 0;
        do {
            answer = RfcReader.response(octets, from, asked == Asked.HEAD, then == Then.END);
            from = answer.next();
            fate = fateOf(answer);
            if (fate == Fate.RELAYED && isInterim(answer)) {
                interim.add(answer);
            }
        } while (fate == Fate.RELAYED && isInterim(answer));
    }

    private static boolean isInterim(RfcMessage response) {
        return response.status() < 200 && response.status() != 101;
    }

    private Fate fateOf(RfcMessage response) {
        if (response.end() == End.HEAD_MISSING) {
            return then == Then.WAIT ? Fate.AWAITED : Fate.FAILED;
        }
        if (response.end() == End.HEAD_INVALID
                || response.fields().size() > MAX_FIELDS
                || announcesBodyWithoutPlace(response)
                || response.has("sec-websocket-location") // a draft: its body has no framing
                || (isInterim(response) && interim.size() == MAX_INTERIM)) {
            return Fate.FAILED;
        }
        if (response.status() == 101) {
            return asked == Asked.WEBSOCKET && switches(response) ? Fate.TUNNEL : Fate.FAILED;
        }
        if (response.end() == End.BODY_INVALID) {
            return Fate.CUT;
        }
        return response.isComplete() ? Fate.RELAYED : then == Then.WAIT ? Fate.HALF : Fate.CUT;
    }

    /** RFC 9112, section 6.1, and RFC 9110, section 8.6. A length of 0 does no harm. */
    private static boolean announcesBodyWithoutPlace(RfcMessage response) {
        boolean announces = response.has("transfer-encoding")
                || !response.one("content-length").matches("0*");
        return announces && (response.status() < 200 || response.status() == 204);
    }

    private static boolean switches(RfcMessage response) {
        return response.members("upgrade").contains("websocket")
                && response.members("connection").contains("upgrade")
                && response.has("sec-websocket-accept");
    }

    /** Whether the client may ask again on its connection. */
    private boolean goesOn() {
        boolean framed = fate == Fate.FAILED || answer.hasLength(asked == Asked.HEAD);
        return asked != Asked.OLD && (asked != Asked.OLD_KEEP_ALIVE || framed);
    }

    // What happens.

    private void run(List<byte[]> pieces, boolean late) {
        try (MemoryProxy proxy = new MemoryProxy()) {
            MemorySocket client = proxy.connect();
            send(proxy, client, asked.octets);
            MemorySocket node = proxy.nodes().get(0);
            if (late) {
                client.holdBack();
            }
            for (byte[] piece : pieces) {
                node.send(piece);
                proxy.run();
            }
            end(node);
            proxy.run();
            if (late) {
                client.takeAll();
                proxy.run();
            }
            if (!node.hasLost()) {
                judge(proxy, client);
            } else if (!Wire.text(client).isEmpty() && !client.endedCleanly()) {
                insist(client.isOver() || Wire.text(client).contains(" 502 "), "neither cut nor an error");
            }
        }
    }

    private void end(MemorySocket node) {
        switch (then) {
            case WAIT -> {}
            case END -> node.end();
            case RESET -> node.reset();
        }
    }

    private static void send(MemoryProxy proxy, MemorySocket socket, String text) {
        socket.send(text.getBytes(StandardCharsets.ISO_8859_1));
        proxy.run();
    }

    private void judge(MemoryProxy proxy, MemorySocket client) {
        String text = Wire.text(client);
        int from = 0;
        for (RfcMessage each : asked.http10() ? List.<RfcMessage>of() : interim) {
            RfcMessage got = RfcReader.response(text, from, true, false);
            insist(got.isComplete(), "an interim response is missing: " + text);
            compareHeads(each, got);
            from = got.next();
        }
        String left = text.substring(from);
        switch (fate) {
            case RELAYED -> relayed(proxy, client, left);
            case FAILED -> failed(proxy, client, left);
            case CUT -> {
                if (!client.isOver() && left.startsWith("HTTP/1.1 502 ")) {
                    failed(proxy, client, left); // nothing was sent yet: still better
                    return;
                }
                insist(client.isOver() && !client.endedCleanly(), "the client was not cut: " + left);
                half(left);
            }
            case HALF -> {
                insist(!client.isOver(), "the client was not to be cut: " + left);
                half(left);
            }
            case AWAITED -> {
                if (!left.isEmpty()) {
                    failed(proxy, client, left);
                }
            }
            case TUNNEL -> tunnel(client, left);
        }
    }

    private void relayed(MemoryProxy proxy, MemorySocket client, String left) {
        RfcMessage got = RfcReader.response(left, 0, asked == Asked.HEAD, client.endedCleanly());
        insist(got.isComplete() && got.next() == left.length(), "the client did not get the response: " + left);
        compareHeads(answer, got);
        same("body", answer.body(), got.body());
        same("trailers", got.chunked() ? trailers(answer) : List.of(), got.trailers());
        same("framing", !asked.http10() && !answer.hasLength(asked == Asked.HEAD), got.chunked());
        if (answer.has("content-length") && answer.status() != 204) {
            same("length", Long.parseLong(answer.one("content-length")), Long.parseLong(got.one("content-length")));
        }
        askAgain(proxy, client);
    }

    private void failed(MemoryProxy proxy, MemorySocket client, String left) {
        RfcMessage got = RfcReader.response(left, 0, asked == Asked.HEAD, false);
        insist(got.isComplete() && got.next() == left.length(), "the client got no error: " + left);
        same("status", 502, got.status());
        if (fate == Fate.FAILED) {
            askAgain(proxy, client);
        }
    }

    /** What came so far is a beginning of the response, and looks like no more than that. */
    private void half(String left) {
        if (left.isEmpty()) {
            return;
        }
        RfcMessage got = RfcReader.response(left, 0, asked == Asked.HEAD, false);
        insist(got.end() == End.BODY_MISSING, "half a response looks like " + got.end() + ": " + left);
        compareHeads(answer, got);
        insist(answer.body().startsWith(got.body()), "another body: " + left);
        insist(fate == Fate.CUT || answer.body().equals(got.body()), "a part is held back: " + left);
    }

    private void tunnel(MemorySocket client, String left) {
        RfcMessage got = RfcReader.response(left, 0, true, false);
        insist(got.isComplete() && got.status() == 101, "no tunnel: " + left);
        String raw = octets.substring(answer.next());
        same("raw octets", raw, left.substring(got.next()));
        insist(then == Then.WAIT || client.isOver(), "the tunnel does not end");
    }

    private void askAgain(MemoryProxy proxy, MemorySocket client) {
        insist(client.isOver() != goesOn(), goesOn() ? "the connection is over" : "the connection is not over");
        if (!goesOn()) {
            return;
        }
        int before = Wire.text(client).length();
        int[] written = proxy.nodes().stream()
                .mapToInt(node -> Wire.text(node).length())
                .toArray();
        send(proxy, client, NEXT);
        for (int i = 0; i < proxy.nodes().size(); i++) {
            MemorySocket node = proxy.nodes().get(i);
            if (Wire.text(node).length() > (i < written.length ? written[i] : 0)) {
                send(proxy, node, NEXT_ANSWER);
            }
        }
        String text = Wire.text(client);
        RfcMessage next = RfcReader.response(text, before, false, false);
        insist(next.isComplete() && next.body().equals("next"), "another answer: " + text.substring(before));
    }

    private void compareHeads(RfcMessage sent, RfcMessage got) {
        same("version", "HTTP/1.1", got.startLine().get(0));
        same("status", sent.status(), got.status());
        same("reason", sent.startLine().get(2).strip(), got.startLine().get(2).strip());
        List<Field> expected = RequestModel.endToEnd(sent, false);
        boolean dated = expected.stream().anyMatch(field -> field.is("date"));
        List<Field> actual = RequestModel.endToEnd(got, false).stream()
                .filter(field -> dated || !field.is("date"))
                .toList();
        same("fields", expected, actual);
    }

    private static List<Field> trailers(RfcMessage response) {
        return response.trailers().stream()
                .filter(field -> !RequestModel.isNoTrailer(field.name()))
                .toList();
    }

    private void same(String what, Object expected, Object actual) {
        if (!expected.toString().equals(actual.toString())) {
            insist(false, what + ": expected '" + expected + "', but was '" + actual + "'");
        }
    }

    private void insist(boolean condition, String otherwise) {
        Wire.insist(condition, otherwise, asked + ", " + then + ":\n" + octets);
    }
}
