// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.proxy.stream.Outcome;
import java.time.Instant;

/**
 * What is known of an exchange when it is over; made once for each, also for one that was refused.
 *
 * <p>Text of the client stands here as it was sent; whoever prints it escapes it.
 *
 * @param startedAt when the head was complete
 * @param connection the client's connection: address, SNI, ssl object, TLS parameters, client certificate
 * @param host as sent, or ""
 * @param method as sent, or "" if the head could not be read; likewise {@code path}
 * @param path as sent, without query
 * @param protocol {@code HTTP/1.1} or {@code HTTP/1.0}
 * @param status sent to the client; 0 if none was
 * @param route id, or "" if none was chosen; likewise {@code upstream} and {@code node}
 * @param upstream id
 * @param node {@code host:port} of the last attempt
 * @param attempts how many times a node was tried
 * @param requestBytes of the request's body, received
 * @param responseBytes of the response's body, sent
 * @param totalNanos from the complete head until all of the response has left the process, or will not
 * @param upstreamNanos from the request being sent to the end of the response; 0 if it never was
 * @param upstreamHeadNanos from the same until the head of the response, which is no interim one, was complete; 0 if it never was
 * @param outcome how it ended
 * @param detail what a refusal is due to, for the operator; or ""
 */
public record ExchangeRecord(
        Instant startedAt,
        ConnectionInfo connection,
        String host,
        String method,
        String path,
        String protocol,
        int status,
        String route,
        String upstream,
        String node,
        int attempts,
        long requestBytes,
        long responseBytes,
        long totalNanos,
        long upstreamNanos,
        long upstreamHeadNanos,
        Outcome outcome,
        String detail) {}
