// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/**
 * An address as it is written in configuration: {@code host}, {@code host:port} or {@code [v6]:port}.
 *
 * @param host without brackets
 * @param port -1 when none was written
 */
record HostPort(String host, int port) {
    /** {@code host:port}, an IPv6 host in brackets. */
    static String format(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
