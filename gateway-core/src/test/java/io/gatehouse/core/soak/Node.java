// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's node. Each request is read by the letter; whatever no client meant, or belongs to another exchange, is a violation.
 * How it is answered is up to the conduct.
 */
final class Node implements AutoCloseable {
    private static final int SO_TIMEOUT_MILLIS = 60_000;

    private final ServerSocket server;
    private final Conduct conduct;
    private final Tally tally;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** Answers one request, whose body is still to be read. */
    interface Conduct {
        /** Returns whether the connection goes on. */
        boolean answer(Asked asked) throws IOException;
    }

    private Node(ServerSocket server, Conduct conduct, Tally tally) {
        this.server = server;
        this.conduct = conduct;
        this.tally = tally;
    }

    static Node start(String name, ServerSocket server, Conduct conduct, Tally tally) {
        Node node = new Node(server, conduct, tally);
        thread("node-" + name, node::accept);
        return node;
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : connections) {
            each.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                thread("node-connection", () -> serve(socket));
            } catch (IOException e) {
                tally.count("node accept ended");
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(SO_TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            Wire wire = new Wire(socket.getInputStream());
            boolean goesOn = true;
            while (goesOn) {
                Head head = wire.request();
                goesOn = head != null && conduct.answer(Asked.read(head, wire, socket, tally));
            }
        } catch (Violation e) {
            tally.violation(e.kind(), "at a node: " + e.getMessage());
        } catch (IOException e) {
            tally.count("node connection cut");
        } finally {
            connections.remove(socket);
        }
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A request whose head has been read.
     *
     * @param plan what its client wants
     */
    record Asked(Head head, Plan plan, Wire wire, Socket socket, Tally tally) {
        static Asked read(Head head, Wire wire, Socket socket, Tally tally) throws IOException {
            Plan plan = Plan.of(head.target());
            if (!plan.id().equals(head.must("x-id"))) {
                throw Violation.mixUp("target and field of " + head);
            }
            head.must("via");
            tally.count("requests at nodes");
            return new Asked(head, plan, wire, socket, tally);
        }

        /** Reads the body; one that ends cleanly is whole. */
        void readBody() throws IOException {
            long octets = wire.body(head, true, new Fill(plan.id()), plan.slow() ? Pace.SLOW : Pace.FAST);
            @Nullable String meant = head.one("x-octets");
            if (octets != (meant == null ? 0 : Long.parseLong(meant))) {
                throw Violation.framing(
                        "a body of " + octets + " octets ended cleanly, but " + meant + " were meant: " + head);
            }
        }
    }
}
