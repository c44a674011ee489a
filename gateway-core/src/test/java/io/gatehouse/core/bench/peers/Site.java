// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What all proxies share: certificates, made anew for each run, and the ports of the upstreams. A proxy serves three names on one
 * port: {@link #P256}, {@link #RSA}, and {@link #CLIENT}, which asks for a client certificate. Paths below {@code /https/} and
 * {@code /mtls/} go to the upstream over TLS.
 *
 * @param cores who runs where
 * @param folder where it all lies
 * @param httpPort the upstream in clear text
 * @param httpsPort the same over TLS
 * @param mtlsPort the same over TLS with a client certificate
 * @param sinkPort where uploads go
 */
record Site(Cores cores, Path folder, int httpPort, int httpsPort, int mtlsPort, int sinkPort) {
    static final String P256 = "localhost"; // wrk looks it up
    static final String RSA = "rsa.localhost";
    static final String CLIENT = "client.localhost";
    static final String UPSTREAM = "upstream.test";

    /** Makes certificates and files; the ports are free now. */
    static Site make(Cores cores, Path folder) throws IOException {
        TestCa ca = TestCa.create("bench");
        Files.writeString(folder.resolve("ca.pem"), ca.pem());
        write(folder, "p256", ca.server(P256, CLIENT));
        write(folder, "rsa", ca.rsaServer(RSA));
        write(folder, "upstream", ca.server(UPSTREAM));
        write(folder, "client", ca.client("client"));
        write(folder, "proxy", ca.client("proxy"));
        Path www = Files.createDirectory(folder.resolve("www"));
        Files.write(www.resolve("1m"), new byte[1 << 20]);
        Files.write(www.resolve("100m"), new byte[100 << 20]);
        return new Site(cores, folder, freePort(), freePort(), freePort(), freePort());
    }

    /** The chain of {@code name}; {@link #key} has its key, {@link #both} both. */
    Path cert(String name) {
        return folder.resolve(name + ".crt");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    Path both(String name) {
        return folder.resolve(name + ".pem");
    }

    Path ca() {
        return folder.resolve("ca.pem");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void write(Path folder, String name, TestIdentity identity) throws IOException {
        identity.write(folder, name);
        Files.writeString(folder.resolve(name + ".pem"), identity.chainPem() + identity.keyPem());
    }
}
