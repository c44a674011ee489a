// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** The configuration under which the gateway runs, its variants, and the three upstreams that it names. */
final class Site implements AutoCloseable {
    static final TestCa SERVERS = TestCa.create("servers");
    private static final TestCa CLIENTS = TestCa.create("clients");
    static final TestIdentity CLIENT = CLIENTS.client("alice");
    static final TestIdentity REVOKED = CLIENTS.client("mallory");
    private static final int BACKLOG = 512;

    private final ConfigDir folder;
    private final List<TestIdentity> open;
    private final List<TestIdentity> closed;
    private final Node honest;
    private final Node faulty;
    private final Node secure;

    Site(Path folder, Tally tally) throws Exception {
        this.folder = new ConfigDir(folder);
        this.open = List.of(SERVERS.server("open.test"), SERVERS.server("open.test"));
        this.closed = List.of(SERVERS.server("closed.test"), SERVERS.server("closed.test"));
        this.honest = Node.start("honest", clear(), Answers::asPlanned, tally);
        this.faulty = Node.start("faulty", clear(), Faults::any, tally);
        this.secure = Node.start(
                "secure", SecureSockets.listen(SERVERS.server("secure.test"), CLIENTS), Answers::asPlanned, tally);
        this.folder
                .authority("servers", SERVERS)
                .authority("clients", CLIENTS)
                .identity("gateway", CLIENTS.client("gateway"));
        change(0);
    }

    ConfigDir folder() {
        return folder;
    }

    /** Writes the variant of this number: other routes and revocation lists each time, other certificates less often. */
    void change(int number) {
        folder.file(
                "certs/clients.crl",
                TestCrl.of(CLIENTS).revoke(REVOKED).revokeStrangers(number % 3).pem());
        folder.identity("open", open.get(number / 2 % 2));
        folder.identity("closed", closed.get(number / 4 % 2));
        folder.gateway(
                yaml(number % 2 == 0 ? "" : "  - {id: more, host: more.test, uri: /more/*, upstream_id: honest}\n"));
    }

    @Override
    public void close() throws IOException {
        honest.close();
        faulty.close();
        secure.close();
    }

    /** Short times, so that what is idle is gone soon after the load. */
    private String yaml(String moreRoutes) {
        return """
                listeners:
                  - {address: "127.0.0.1:0", protocol: https}
                  - {address: "127.0.0.1:0", protocol: http}
                event_loops: 2
                admin: "off"
                limits: {connections: 500}
                timeouts: {request_head: 2s, idle: 5s, body: 5s, write: 10s}
                access_log: {path: access.log}
                ssls:
                  - {id: open, sni: open.test, cert: certs/open.crt, key: certs/open.key}
                  - {id: closed, sni: closed.test, cert: certs/closed.crt, key: certs/closed.key, client: {ca: certs/clients.crt, crl: certs/clients.crl}}
                upstreams:
                  - {id: honest, nodes: {"127.0.0.1:%d": 1}, keepalive_pool: {idle_timeout: 2s}}
                  - {id: faulty, nodes: {"127.0.0.1:%d": 1}, keepalive_pool: {idle_timeout: 2s}, timeout: {connect: 5, send: 5, read: 1}}
                  - id: secure
                    scheme: https
                    nodes: {"127.0.0.1:%d": 1}
                    keepalive_pool: {idle_timeout: 2s}
                    tls: {sni: secure.test, ca_certs: [certs/servers.crt], client_cert: certs/gateway.crt, client_key: certs/gateway.key}
                routes:
                  - {id: honest, uri: /honest/*, upstream_id: honest, enable_websocket: true}
                  - {id: faulty, uri: /faulty/*, upstream_id: faulty}
                  - {id: secure, uri: /secure/*, upstream_id: secure}
                """.formatted(honest.port(), faulty.port(), secure.port()) + moreRoutes;
    }

    private static ServerSocket clear() throws IOException {
        return new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }
}
