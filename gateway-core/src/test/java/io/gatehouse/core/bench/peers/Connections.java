// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.Visitor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Single connections, to see whether a server is there and answers as it should. */
final class Connections {
    private Connections() {}

    /** Fails if nobody listens. */
    static void open(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }

    /** Fails if a request over TLS is not answered with 200. */
    static void get(int port, String name, String path) throws IOException {
        try (Visitor visitor = new Visitor(port, name)) {
            visitor.get(path, 200);
        }
    }
}
