// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.tls.UpstreamTls;
import org.jspecify.annotations.Nullable;

/**
 * Everything that makes one upstream connection differ from another. Two requests may share a connection only if their keys
 * are equal by value: a connection that proved identity A, or that verified name A, never carries a request for B.
 *
 * @param host of the node: name or address
 * @param port of the node
 * @param tls verification and client identity; null for clear text
 * @param serverName the name sent and verified; "" for clear text
 */
public record ConnectionKey(String host, int port, @Nullable UpstreamTls tls, String serverName) {
    /** The node as {@code host:port}, for logs. */
    public String node() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
