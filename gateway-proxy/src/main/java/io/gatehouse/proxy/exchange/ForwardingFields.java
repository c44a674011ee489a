// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.config.ForwardedMode;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.proxy.http.Authority;
import io.gatehouse.proxy.http.IdentityFields;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.tls.PeerIdentity;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the upstream who the client is: removes what the client says about it, then writes what the gateway knows.
 *
 * <p>A peer among {@code trusted_proxies} is believed: its fields stay, those about certificates excepted, and the gateway appends to
 * them. See RFC 7239
 * ({@code Forwarded}), RFC 9440 ({@code Client-Cert}, {@code Client-Cert-Chain}) and RFC 9110, section 7.6.3 ({@code Via}).
 */
final class ForwardingFields {
    private static final AsciiString X_FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString X_FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString X_FORWARDED_PORT = AsciiString.cached("x-forwarded-port");
    private static final AsciiString X_REAL_IP = AsciiString.cached("x-real-ip");
    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString CLIENT_CERT = AsciiString.cached("client-cert");
    private static final AsciiString CLIENT_CERT_CHAIN = AsciiString.cached("client-cert-chain");

    private final HttpHeaders headers;
    private final ConnectionInfo connection;
    private final RequestHead head;
    private final GatewayConfig config;
    private final boolean trusted;

    private ForwardingFields(GatewayConfig config, ConnectionInfo connection, RequestHead head) {
        this.headers = head.headers();
        this.connection = connection;
        this.head = head;
        this.config = config;
        this.trusted = config.trusts(connection.remote().getAddress());
    }

    /** Makes the fields of {@code head} ready for the upstream. */
    static void apply(GatewayConfig config, Via via, ConnectionInfo connection, RequestHead head) {
        new ForwardingFields(config, connection, head).apply(config.forwarded(), via);
    }

    private void apply(ForwardedMode mode, Via via) {
        if (trusted) {
            IdentityFields.removeUnprovenFrom(headers);
        } else {
            IdentityFields.removeFrom(headers);
        }
        String address = text(connection.remote().getAddress());
        if (mode == ForwardedMode.X_FORWARDED || mode == ForwardedMode.BOTH) {
            setXForwarded(address);
        }
        if (mode == ForwardedMode.RFC7239 || mode == ForwardedMode.BOTH) {
            append(FORWARDED, forwardedElement(address));
        }
        connection.peer().ifPresent(this::setCertificate);
        append(Via.NAME, via.member(head.http10()));
        append(Via.CDN_LOOP, via.pseudonym());
    }

    private void setCertificate(PeerIdentity peer) {
        headers.set(CLIENT_CERT, peer.clientCertField());
        if (config.clientCertChain()) {
            headers.set(CLIENT_CERT_CHAIN, peer.clientCertChainField());
        }
    }

    private void setXForwarded(String address) {
        Authority authority = head.authority();
        headers.set(X_REAL_IP, trusted ? clientBehindProxies(address) : address);
        append(X_FORWARDED_FOR, address);
        setIfAbsent(X_FORWARDED_PROTO, connection.scheme());
        if (authority != null) {
            setIfAbsent(X_FORWARDED_HOST, authority.text());
        }
        if (!headers.contains(X_FORWARDED_PORT)) {
            headers.add(X_FORWARDED_PORT, Integer.toString(port()));
        }
    }

    /** The port that the host and the scheme beside it say, whoever they are from. */
    private int port() {
        Authority host = forwardedHost();
        if (host != null && host.port() != 0) {
            return host.port();
        }
        return sayHttps(headers) ? 443 : 80;
    }

    /** Whether they say that the client used https. Where each proxy appends how it was reached, the first value is the client's. */
    static boolean sayHttps(HttpHeaders headers) {
        String proto = headers.get(X_FORWARDED_PROTO, "");
        int comma = proto.indexOf(',');
        return (comma < 0 ? proto : proto.substring(0, comma)).strip().equalsIgnoreCase("https");
    }

    private @Nullable Authority forwardedHost() {
        Authority asked = head.authority();
        String host = headers.get(X_FORWARDED_HOST, "").strip();
        return asked != null && asked.text().equals(host)
                ? asked
                : Authority.parse(host).orElse(null);
    }

    /** The last address of {@code X-Forwarded-For}, read from the right, that is not one of our own proxies. */
    private String clientBehindProxies(String peer) {
        List<String> hops = new ArrayList<>();
        for (String value : headers.getAll(X_FORWARDED_FOR)) {
            for (String hop : value.split(",", -1)) {
                hops.add(hop.strip());
            }
        }
        String client = peer;
        for (int i = hops.size() - 1; i >= 0; i--) {
            byte[] octets = NetUtil.createByteArrayFromIpAddressString(hops.get(i));
            if (octets == null) {
                return client; // whoever wrote this is not to be believed beyond here
            }
            InetAddress hop = addressOf(octets);
            client = text(hop);
            if (!config.trusts(hop)) {
                return client;
            }
        }
        return client;
    }

    private String forwardedElement(String address) {
        String node = address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
        Authority authority = head.authority();
        String host = authority == null ? "" : ";host=\"" + authority.text() + "\"";
        return "for=" + node + host + ";proto=" + connection.scheme();
    }

    private void append(AsciiString name, String value) {
        if (headers.contains(name)) {
            headers.set(name, String.join(", ", headers.getAll(name)) + ", " + value);
        } else {
            headers.add(name, value);
        }
    }

    private void setIfAbsent(AsciiString name, String value) {
        if (!headers.contains(name)) {
            headers.add(name, value);
        }
    }

    private static String text(InetAddress address) {
        return NetUtil.toAddressString(address, true);
    }

    private static InetAddress addressOf(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + octets.length + " octets", e);
        }
    }
}
