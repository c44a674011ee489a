// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.ListenerConfig;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A connection with one request, which need not exist.
 *
 * @param listener that it comes to
 * @param sni as the client sends it; "" if it sends none
 * @param clientChain what the client shows if it is asked, leaf first; empty for none
 * @param host value of the Host field
 * @param target of the request line
 * @param whyNot id of a route of which it is asked why it does not get the request; "" for none
 */
public record Question(
        ListenerConfig listener,
        InetAddress remote,
        String sni,
        List<X509Certificate> clientChain,
        String method,
        String host,
        String target,
        String whyNot) {
    public Question {
        clientChain = List.copyOf(clientChain);
    }

    boolean secure() {
        return listener.protocol() == ListenerConfig.Protocol.HTTPS;
    }
}
