// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One connection of a client that trusts everybody and resumes nothing. */
public final class Visitor implements Closeable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final SSLContext TRUSTING = trusting();
    private static final AtomicLong COUNT = new AtomicLong();

    private final SSLSocket socket;
    private final String name;

    /** Connects and completes the handshake for this name. */
    public Visitor(int port, String name) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(TIMEOUT_MILLIS);
        // sessions are kept by this name, and nobody asks for it again
        String unique = "v" + COUNT.incrementAndGet();
        this.socket = (SSLSocket) TRUSTING.getSocketFactory().createSocket(plain, unique, port, true);
        this.name = name;
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** The serial number of the certificate that was served. */
    BigInteger serial() throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }

    /** Asks for the redirect that every server of many certificates answers with. */
    void get() throws IOException {
        get("/", 302);
    }

    /** Sends a request and reads the head of the answer, and its body if there is one. */
    public void get(String path, int status) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + name + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed within an answer: " + head);
            }
            head.append((char) octet);
        }
        if (!head.toString().startsWith("HTTP/1.1 " + status)) {
            throw new IOException("not the answer expected: " + head);
        }
        in.readNBytes(length(head.toString()));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static int length(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS client", e);
        }
    }

    private static final class TrustEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
