// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import io.gatehouse.proxy.fuzz.RequestModel.Fate;
import io.gatehouse.proxy.fuzz.RfcMessage.End;
import io.gatehouse.proxy.fuzz.RfcMessage.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A client that sends some octets, through the whole proxy, to a {@link FaithfulNode}; then what node and client got is compared with
 * what the octets mean. Both ways: what is no request never reaches the node, and what is one does.
 */
final class RequestTrial {
    private final String octets;
    private final List<RfcMessage> forwarded = new ArrayList<>();
    private final List<RfcMessage> answered = new ArrayList<>(); // the forwarded ones among them
    private Rest rest = Rest.QUIET;

    /** What comes behind the requests that are answered. */
    private enum Rest {
        /** Nothing; the connection waits. */
        QUIET,
        /** Nothing that counts; the connection is over. */
        OVER,
        /** A head that may become one, or is refused already. */
        HEAD_BEGUN,
        /** A request whose body is not complete; perhaps it is refused already. */
        BODY_BEGUN,
        /** What is refused before anything of it is forwarded. */
        REFUSED,
        /** What is refused after a part of it was forwarded. */
        BROKEN
    }

    private RequestTrial(String octets) {
        this.octets = octets;
    }

    /** Tries the octets whole, cut, and cut with a node that reads late. */
    static void of(String octets) {
        RequestTrial trial = new RequestTrial(octets);
        trial.foretell();
        trial.run(Cuts.whole(octets), false);
        trial.run(Cuts.anywhere(octets), false);
        trial.run(Cuts.anywhere(octets), true);
    }

    // What has to happen.

    private void foretell() {
        for (int from = 0; rest == Rest.QUIET && from < octets.length(); ) {
            RfcMessage request = RfcReader.request(octets, from);
            from = request.next();
            rest = restAfter(request);
        }
    }

    private Rest restAfter(RfcMessage request) {
        if (request.end() == End.HEAD_MISSING) {
            return Rest.HEAD_BEGUN;
        }
        if (request.end() == End.HEAD_INVALID || exceedsALimit(request)) {
            return Rest.REFUSED;
        }
        Fate fate = RequestModel.fateOf(request);
        if (fate == Fate.REFUSED) {
            return Rest.REFUSED;
        }
        if (fate == Fate.ANSWERED) {
            answered.add(request);
            boolean bodyUnread = request.chunked()
                    || (request.has("expect") && !request.body().isEmpty());
            boolean goesOn = RequestModel.keepsAlive(request) && !bodyUnread;
            return !goesOn ? Rest.OVER : request.isComplete() ? Rest.QUIET : Rest.BODY_BEGUN;
        }
        if (request.end() == End.BODY_INVALID
                || request.longestSizeLine() > RequestModel.MAX_LINE
                || RequestModel.refusesTrailers(request)) {
            return Rest.BROKEN;
        }
        if (!request.isComplete()) {
            return Rest.BODY_BEGUN;
        }
        forwarded.add(request);
        answered.add(request);
        return RequestModel.keepsAlive(request) ? Rest.QUIET : Rest.OVER;
    }

    private static boolean exceedsALimit(RfcMessage request) {
        return String.join(" ", request.startLine()).length() > RequestModel.MAX_LINE
                || request.headLength() > RequestModel.MAX_HEAD
                || request.fields().size() > RequestModel.MAX_FIELDS;
    }

    // What happens.

    private void run(List<byte[]> pieces, boolean late) {
        try (MemoryProxy proxy = new MemoryProxy()) {
            FaithfulNode node = new FaithfulNode(proxy);
            MemorySocket client = proxy.connect();
            proxy.holdNodesBack(late);
            for (byte[] piece : pieces) {
                client.send(piece);
                proxy.run();
                if (!late) {
                    node.serve();
                }
            }
            proxy.holdNodesBack(false);
            node.serve();
            judge(node);
            judge(client);
        }
    }

    private void judge(FaithfulNode node) {
        List<RfcMessage> got = node.requests();
        insist(got.size() == forwarded.size(), "the node got " + got.size() + " requests, not " + forwarded.size());
        for (int i = 0; i < got.size(); i++) {
            compare(forwarded.get(i), got.get(i));
        }
        List<RfcMessage> unfinished = node.unfinished();
        boolean mayBeBegun = rest == Rest.BROKEN || rest == Rest.BODY_BEGUN;
        insist(unfinished.size() <= (mayBeBegun ? 1 : 0), "the node got a part of what is refused: " + unfinished);
        insist(rest != Rest.BROKEN || !node.waitsForTheRest(), "the node still waits for the rest of a broken request");
    }

    private void compare(RfcMessage sent, RfcMessage got) {
        same("method", sent.method(), got.method());
        same("target", RequestModel.forwardedPathOf(sent), got.target());
        same("version", "HTTP/1.1", got.startLine().get(2));
        String host = RequestModel.hostOf(sent);
        same("host", host.isEmpty() ? "192.0.2.2" : host, got.one("host"));
        same("fields", RequestModel.endToEnd(sent), RequestModel.endToEnd(got));
        same("identity", identity(sent, host), identity(got));
        same("hops of RFC 8586", hops(sent), got.members("cdn-loop"));
        same("body", sent.body(), got.body());
        same("framing", sent.chunked(), got.chunked());
        same("trailers", sent.trailers(), got.trailers());
        same(
                "upgrade",
                RequestModel.asksForWebSocket(sent),
                got.members("upgrade").contains("websocket"));
        if (sent.method().equals("OPTIONS") && sent.has("max-forwards")) {
            same("hops", Long.parseLong(sent.one("max-forwards")) - 1, Long.parseLong(got.one("max-forwards")));
        }
    }

    /** What the client says it came through, and the gateway. */
    private static List<String> hops(RfcMessage sent) {
        return Stream.concat(sent.members("cdn-loop").stream(), Stream.of(MemoryProxy.VIA))
                .toList();
    }

    private static List<String> identity(RfcMessage sent, String host) {
        String port = host.replaceFirst("^.*[^:0-9]", "").replaceFirst("^[^:]*:", "");
        boolean hasPort = host.matches("(.*[^:0-9])?[^:]*:[0-9]+") && !host.endsWith("]");
        List<String> fields = new ArrayList<>(List.of(
                "x-real-ip: " + MemoryProxy.CLIENT,
                "x-forwarded-for: " + MemoryProxy.CLIENT,
                "x-forwarded-proto: http",
                "x-forwarded-port: " + (hasPort ? Integer.parseInt(port) : 80),
                "via: " + (sent.http10() ? "1.0 " : "1.1 ") + MemoryProxy.VIA));
        if (!host.isEmpty()) {
            fields.add("x-forwarded-host: " + host);
        }
        return fields.stream().sorted().toList();
    }

    private static List<String> identity(RfcMessage got) {
        return got.fields().stream()
                .filter(field -> RequestModel.isIdentity(field.name()))
                .map(Field::toString)
                .sorted()
                .toList();
    }

    private void judge(MemorySocket client) {
        String text = Wire.text(client);
        int from = 0;
        int number = 0;
        for (RfcMessage request : answered) {
            RfcMessage answer = RfcReader.response(text, from, request.method().equals("HEAD"), false);
            insist(answer.isComplete(), "an answer is missing: " + text);
            from = answer.next();
            if (forwarded.contains(request)) {
                number++;
                same("status", 200, answer.status());
                same("answer", request.method().equals("HEAD") ? "" : FaithfulNode.bodyOf(number), answer.body());
            }
        }
        String left = text.substring(from);
        switch (rest) {
            case QUIET -> insist(left.isEmpty() && !client.isOver(), "the connection does not wait: " + left);
            case OVER -> insist(left.isEmpty() && client.isOver(), "the connection is not over: " + left);
            case HEAD_BEGUN, BODY_BEGUN ->
                insist(client.isOver() ? isRefusal(left) : left.isEmpty(), "not an answer: " + left);
            case REFUSED, BROKEN -> insist(client.isOver() && isRefusal(left), "not refused: " + left);
        }
    }

    /** One error that says that the connection is over, with or without its body: perhaps it answers HEAD. */
    private static boolean isRefusal(String left) {
        for (boolean toHead : List.of(false, true)) {
            RfcMessage answer = RfcReader.response(left, 0, toHead, false);
            if (answer.isComplete() && answer.next() == left.length()) {
                return answer.status() >= 400 && answer.members("connection").contains("close");
            }
        }
        return false;
    }

    private void same(String what, Object expected, Object actual) {
        if (!expected.toString().equals(actual.toString())) {
            insist(false, what + ": expected '" + expected + "', but was '" + actual + "'");
        }
    }

    private void insist(boolean condition, String otherwise) {
        Wire.insist(condition, otherwise, octets);
    }
}
