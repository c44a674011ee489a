// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A verifying TLS client of the JDK: it sends the name as SNI and refuses a certificate that does not fit it. */
final class DemoClient {
    private static final int TIMEOUT_MILLIS = 5000;

    private final InetSocketAddress gateway;
    private final DemoCa ca;

    DemoClient(InetSocketAddress gateway, DemoCa ca) {
        this.gateway = gateway;
        this.ca = ca;
    }

    /**
     * One request on a connection of its own.
     *
     * @param sni the name that the handshake is for
     * @param host the Host of the request: normally the same
     * @param identity the client certificate to show, or null
     */
    DemoAnswer get(String sni, String host, @Nullable DemoIdentity identity) {
        SSLContext context = ca.context(identity);
        X509Certificate served = null;
        try (Socket plain = new Socket()) {
            plain.connect(gateway, TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, sni, gateway.getPort(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                served = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                return exchange(socket, host, served);
            }
        } catch (IOException e) {
            return new DemoAnswer(served, 0, reason(e));
        }
    }

    /** The alert, without the words around it. */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        int colon = message.lastIndexOf(": ");
        return (colon < 0 ? message : message.substring(colon + 2)).toLowerCase(Locale.ROOT);
    }

    /** Sends a request and reads the response up to the end of the connection. */
    private static DemoAnswer exchange(SSLSocket socket, String host, X509Certificate served) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int body = response.indexOf("\r\n\r\n");
        if (body < 0) {
            throw new IOException("no response");
        }
        return new DemoAnswer(served, Integer.parseInt(response.substring(9, 12)), response.substring(body + 4));
    }
}
