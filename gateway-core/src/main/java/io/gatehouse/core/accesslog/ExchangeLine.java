// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.accesslog;

import io.gatehouse.proxy.exchange.ConnectionInfo;
import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.tls.PeerIdentity;
import io.gatehouse.tls.TlsEstablished;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns exchanges into lines. The names of the members are stable; members that have nothing to say are left out: those of
 * TLS on a clear-text listener, those of the upstream where none was asked. One thread at a time.
 */
final class ExchangeLine {
    private final JsonLine json = new JsonLine();
    private final LogTime time = new LogTime();
    private @Nullable PeerIdentity knownPeer;
    private String knownSubject = "";
    private String knownFingerprint = "";

    /** How many bytes the lines have so far. */
    int length() {
        return json.length();
    }

    /** Adds the line of an exchange. */
    void append(ExchangeRecord exchange) {
        json.begin().text("time", time.format(exchange.startedAt()));
        connection(exchange.connection());
        json.text("host", exchange.host())
                .text("method", exchange.method())
                .text("path", exchange.path())
                .text("protocol", exchange.protocol())
                .number("status", exchange.status())
                .text("outcome", exchange.outcome().label())
                .textIfAny("detail", exchange.detail())
                .textIfAny("route", exchange.route())
                .textIfAny("upstream", exchange.upstream())
                .textIfAny("node", exchange.node())
                .number("attempts", exchange.attempts())
                .number("request_bytes", exchange.requestBytes())
                .number("response_bytes", exchange.responseBytes())
                .millis("total_ms", exchange.totalNanos())
                .millis("upstream_ms", exchange.upstreamNanos())
                .end();
    }

    /** Removes what was added of a line that did not come to its end. */
    void dropUnfinished() {
        json.dropUnfinished();
    }

    /** Writes all lines in one call and starts anew. */
    void drainTo(OutputStream out) throws IOException {
        json.drainTo(out);
    }

    private void connection(ConnectionInfo connection) {
        json.text("client", NetUtil.toSocketAddressString(connection.remote()))
                .text("listener", connection.listener().address());
        TlsEstablished tls = connection.tls();
        if (tls != null) {
            json.text("sni", tls.sni())
                    .text("ssl", tls.object().id())
                    .text("tls", tls.protocol())
                    .text("cipher", tls.cipher())
                    .flag("resumed", tls.resumed());
            tls.peer().ifPresent(this::peer);
        }
    }

    /** Many exchanges of one connection follow each other; what names the client costs a hash, so it is kept. */
    private void peer(PeerIdentity peer) {
        if (!peer.equals(knownPeer)) {
            knownPeer = peer;
            knownSubject = peer.subject();
            knownFingerprint = peer.fingerprintSha256();
        }
        json.text("client_subject", knownSubject).text("client_fingerprint", knownFingerprint);
    }
}
