// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address as it is written in configuration: {@code host}, {@code host:port} or {@code [v6]:port}.
 *
 * @param host normalised as by {@link HostName}, without brackets
 * @param port 0 to 65535; -1 when none was written
 */
record HostPort(String host, int port) {
    /** Reads an address; null if the text is none. An IPv6 address has to stand in brackets. */
    static @Nullable HostPort parse(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (end < 0) {
            end = text.length();
        }
        if (end == 0) {
            return null;
        }
        Optional<String> host = HostName.normalize(text.substring(0, end));
        int port = end == text.length() ? -1 : port(text, end);
        return host.isEmpty() || port < -1 ? null : new HostPort(host.get(), port);
    }

    /** {@code host:port}, an IPv6 host in brackets. */
    static String format(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    /** {@code host} or {@code host:port}, an IPv6 host in brackets. */
    @Override
    public String toString() {
        if (port >= 0) {
            return format(host, port);
        }
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** The number after the colon; -2 if there is none. */
    private static int port(String text, int colon) {
        int digits = text.length() - colon - 1;
        if (text.charAt(colon) != ':' || digits < 1 || digits > 5) {
            return -2;
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -2;
            }
            port = port * 10 + c - '0';
        }
        return port > 65_535 ? -2 : port;
    }
}
