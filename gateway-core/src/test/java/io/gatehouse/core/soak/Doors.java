// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.tls.fixtures.TlsClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** Opens connections to the gateway; those over TLS resume the sessions of earlier ones. Any thread. */
final class Doors {
    private static final int SO_TIMEOUT_MILLIS = 30_000;

    private final InetSocketAddress http;
    private final InetSocketAddress https;
    private final TlsClient anonymous;
    private final TlsClient anonymous12;
    private final TlsClient known;
    private final TlsClient revoked;
    private final Tally tally;

    Doors(GatewayProcess gateway, Tally tally) throws InterruptedException {
        this.http = gateway.address("HTTP");
        this.https = gateway.address("HTTPS");
        this.anonymous = TlsClient.trusting(Site.SERVERS);
        this.anonymous12 = anonymous.protocols("TLSv1.2");
        this.known = anonymous.identity(Site.CLIENT);
        this.revoked = anonymous.identity(Site.REVOKED);
        this.tally = tally;
    }

    Line open(Door door) throws IOException {
        Socket socket = switch (door) {
            case CLEAR -> clear();
            case TLS -> secure(anonymous, door);
            case TLS_12 -> secure(anonymous12, door);
            case MUTUAL -> secure(known, door);
        };
        socket.setSoTimeout(SO_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        tally.count("connections " + door);
        return new Line(socket);
    }

    /** A connection with a certificate that is revoked, to the host that asks for one. */
    Line revoked() throws IOException {
        return new Line(secure(revoked, Door.MUTUAL));
    }

    /** A connection to the port for TLS on which nothing has been said yet. */
    Line silentTls() throws IOException {
        return new Line(new Socket(https.getAddress(), https.getPort()));
    }

    private Socket clear() throws IOException {
        return new Socket(http.getAddress(), http.getPort());
    }

    private Socket secure(TlsClient client, Door door) throws IOException {
        long before = java.time.Clock.systemUTC().millis();
        SSLSocket socket = client.connect(https, door.host()).socket();
        if (socket.getSession().getCreationTime() < before) {
            tally.count("sessions resumed");
        }
        return socket;
    }
}
