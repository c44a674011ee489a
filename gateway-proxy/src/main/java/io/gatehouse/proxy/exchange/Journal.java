// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.route.Route;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.upstream.ConnectionKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an exchange notes down on its way, for the one {@link ExchangeRecord} at its end. Event loop only. */
final class Journal {
    private final ConnectionInfo connection;
    private final RequestHead head;
    private final Instant startedAt;
    private final long startedAtNanos;

    @Nullable
    Route route;

    private String node = "";
    int attempts;
    int status;
    long requestBytes;
    long responseBytes;
    long sentAtNanos; // when the request went to an upstream; 0 before
    long headAtNanos; // when the head of the upstream's response was complete; 0 before
    long answeredAtNanos; // when the response was complete; 0 before
    String detail = "";

    Journal(ConnectionInfo connection, RequestHead head, Instant startedAt, long startedAtNanos) {
        this.connection = connection;
        this.head = head;
        this.startedAt = startedAt;
        this.startedAtNanos = startedAtNanos;
    }

    void attempt(ConnectionKey key) {
        attempts++;
        node = key.node();
    }

    ExchangeRecord close(Outcome outcome, long nowNanos) {
        return new ExchangeRecord(
                startedAt,
                connection,
                head.authority() == null ? "" : head.authority().text(),
                head.method(),
                head.rawPath(),
                head.http10() ? "HTTP/1.0" : "HTTP/1.1",
                status,
                route == null ? "" : route.id(),
                route == null || route.upstream() == null
                        ? ""
                        : route.upstream().id(),
                node,
                attempts,
                requestBytes,
                responseBytes,
                nowNanos - startedAtNanos,
                sentAtNanos == 0 ? 0 : (answeredAtNanos == 0 ? nowNanos : answeredAtNanos) - sentAtNanos,
                headAtNanos == 0 ? 0 : headAtNanos - sentAtNanos,
                outcome,
                detail);
    }

    static ExchangeRecord ofRefused(
            ConnectionInfo connection,
            RequestLine line,
            Instant now,
            int status,
            long responseBytes,
            Outcome outcome,
            String detail) {
        return new ExchangeRecord(
                now,
                connection,
                line.host(),
                line.method(),
                line.path(),
                line.protocol(),
                status,
                "",
                "",
                "",
                0,
                0,
                responseBytes,
                0,
                0,
                0,
                outcome,
                detail);
    }
}
