// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node that answers each request, once it is complete, with its number. What it gets has to be valid. */
final class FaithfulNode {
    private final MemoryProxy proxy;
    private final Map<MemorySocket, Integer> read = new HashMap<>();
    private final List<RfcMessage> requests = new ArrayList<>();

    FaithfulNode(MemoryProxy proxy) {
        this.proxy = proxy;
    }

    /** Answers whatever waits. */
    void serve() {
        for (boolean again = true; again; ) {
            again = false;
            for (MemorySocket socket : List.copyOf(proxy.nodes())) {
                again |= serve(socket);
            }
        }
    }

    private boolean serve(MemorySocket socket) {
        String octets = Wire.text(socket);
        int from = read.getOrDefault(socket, 0);
        RfcMessage request = RfcReader.request(octets, from);
        if (RequestModel.isInvalid(request.end()) || octets.startsWith("\r\n", from)) {
            throw new AssertionError("the node got what is no request:\n" + octets.substring(from));
        }
        if (!request.isComplete() || from == octets.length()) {
            return false;
        }
        read.put(socket, request.next());
        requests.add(request);
        socket.send(answer(requests.size()).getBytes(StandardCharsets.ISO_8859_1));
        proxy.run();
        return true;
    }

    private String answer(int number) {
        boolean toHead = requests.get(number - 1).method().equals("HEAD");
        String body = bodyOf(number);
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + (toHead ? "" : body);
    }

    /** What the answer to the request with this number says, from 1. */
    static String bodyOf(int number) {
        return "answer " + number;
    }

    /** The requests that were complete, in their order. */
    List<RfcMessage> requests() {
        return requests;
    }

    /** The requests that are not complete. */
    List<RfcMessage> unfinished() {
        List<RfcMessage> unfinished = new ArrayList<>();
        for (MemorySocket socket : proxy.nodes()) {
            String octets = Wire.text(socket);
            int from = read.getOrDefault(socket, 0);
            if (from < octets.length()) {
                unfinished.add(RfcReader.request(octets, from));
            }
        }
        return unfinished;
    }

    /** Whether the gateway still holds a connection on which it began a request that is not complete. */
    boolean waitsForTheRest() {
        return proxy.nodes().stream()
                .anyMatch(socket -> !socket.isOver()
                        && read.getOrDefault(socket, 0) < Wire.text(socket).length());
    }
}
