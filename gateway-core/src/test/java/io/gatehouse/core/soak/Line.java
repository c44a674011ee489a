// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection of a client. */
final class Line implements Closeable {
    private final Socket socket;
    private final Wire wire;
    private final OutputStream out;

    Line(Socket socket) throws IOException {
        this.socket = socket;
        this.wire = new Wire(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    Socket socket() {
        return socket;
    }

    Wire wire() {
        return wire;
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Ends it so that the gateway sees a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
