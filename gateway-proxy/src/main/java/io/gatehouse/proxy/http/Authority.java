// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.gatehouse.config.HostName;
import java.util.Optional;

/**
 * The host that a request is for, from its target or its Host field.
 *
 * @param text as it was sent; goes into {@code X-Forwarded-Host}
 * @param host in the form in which names are compared; without port and brackets
 * @param port as sent, or 0 if none was
 */
public record Authority(String text, String host, int port) {
    private static final int MAX_PORT_DIGITS = 5;
    private static final int MAX_PORT = 65_535;

    /**
     * Reads {@code uri-host [ ":" port ]} without userinfo: RFC 9110, section 7.2, and RFC 3986, section 3.2.2.
     *
     * <p>Narrower than the grammar where the grammar allows what no host name holds (percent-encoding, sub-delims).
     *
     * @return empty if it is anything else
     */
    public static Optional<Authority> parse(String text) {
        boolean literal = text.startsWith("[");
        int hostEnd = literal ? text.indexOf(']') + 1 : text.indexOf(':');
        if (hostEnd < 0) {
            hostEnd = text.length();
        }
        int port = port(text, hostEnd);
        if (hostEnd == 0 || port < 0) {
            return Optional.empty();
        }
        String host = literal ? text.substring(1, hostEnd - 1) : text.substring(0, hostEnd);
        if (literal != host.indexOf(':') >= 0 || !isAscii(host)) {
            return Optional.empty();
        }
        return HostName.normalize(host).map(normalized -> new Authority(text, normalized, port));
    }

    /** On the wire a name is in A-labels; configuration may write it otherwise, a client may not. */
    private static boolean isAscii(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** The port behind {@code from}; 0 if there is none (a lone colon is allowed), -1 if it is not one. */
    private static int port(String text, int from) {
        if (from == text.length()) {
            return 0;
        }
        if (text.charAt(from) != ':') {
            return -1;
        }
        if (from + 1 == text.length()) {
            return 0;
        }
        long port = Octets.number(text.substring(from + 1), MAX_PORT_DIGITS);
        return port >= 1 && port <= MAX_PORT ? (int) port : -1;
    }

    /** The host as it is written in a URI: an IPv6 address in brackets. */
    public String uriHost() {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
