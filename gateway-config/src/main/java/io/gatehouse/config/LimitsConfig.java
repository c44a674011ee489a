// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/**
 * What one client may ask for, over the whole process.
 *
 * @param connections open downstream connections over all listeners; further ones are closed at accept; 20,000 by default
 * @param connectionsPerClient open downstream connections from one IPv4 address or one /64 of IPv6, over all listeners; 0,
 *     the default, means no limit
 * @param requestsPerConnection most requests on one connection, which then ends; 0 means no limit; 10,000 by default
 * @param requestHeadBytes longest request head, else 431; 32 KiB by default
 * @param requestLineBytes longest request line, else 414; 8 KiB by default
 * @param requestHeaders most fields in a request, else 431; 128 by default
 * @param requestBodyBytes longest request body, else 413; 0, the default, means no limit
 * @param minBodyRate least bytes a second at which a client sends a body and reads a response, else 408 or a cut; 0 means
 *     no limit; 240 by default
 * @param responseHeadBytes longest response head, else 502; 64 KiB by default
 */
public record LimitsConfig(
        int connections,
        int connectionsPerClient,
        int requestsPerConnection,
        int requestHeadBytes,
        int requestLineBytes,
        int requestHeaders,
        long requestBodyBytes,
        long minBodyRate,
        int responseHeadBytes) {
    /** Largest value of limits of request bodies, in bytes: 1 PiB. */
    static final long MAX_BODY = 1L << 50;

    private static final int MAX_CONNECTIONS = 10_000_000;
    private static final int MAX_HEAD = 1024 * 1024;
    private static final int MAX_RATE = 32 * 1024;

    /** What holds when {@code limits} is left out. */
    public static final LimitsConfig DEFAULT =
            new LimitsConfig(20_000, 0, 10_000, 32 * 1024, 8 * 1024, 128, 0, 240, 64 * 1024);

    public LimitsConfig {
        Insist.that(connections >= 1, "connections: %s (expected: >= 1)", connections);
        Insist.that(connectionsPerClient >= 0, "connectionsPerClient: %s (expected: >= 0)", connectionsPerClient);
        Insist.that(requestsPerConnection >= 0, "requestsPerConnection: %s (expected: >= 0)", requestsPerConnection);
        Insist.that(requestHeadBytes >= 256, "requestHeadBytes: %s (expected: >= 256)", requestHeadBytes);
        Insist.that(requestLineBytes >= 64, "requestLineBytes: %s (expected: >= 64)", requestLineBytes);
        Insist.that(requestHeaders >= 1, "requestHeaders: %s (expected: >= 1)", requestHeaders);
        Insist.that(requestBodyBytes >= 0, "requestBodyBytes: %s (expected: >= 0)", requestBodyBytes);
        Insist.that(minBodyRate >= 0, "minBodyRate: %s (expected: >= 0)", minBodyRate);
        Insist.that(responseHeadBytes >= 256, "responseHeadBytes: %s (expected: >= 256)", responseHeadBytes);
    }

    /** Reads {@code limits}. */
    static LimitsConfig read(Fields limits) {
        return new LimitsConfig(
                limits.integer("connections", 1, MAX_CONNECTIONS, DEFAULT.connections),
                limits.integer("connections_per_client", 0, MAX_CONNECTIONS, DEFAULT.connectionsPerClient),
                limits.integer("requests_per_connection", 0, Integer.MAX_VALUE, DEFAULT.requestsPerConnection),
                (int) limits.size("request_head_bytes", 1_024, MAX_HEAD, DEFAULT.requestHeadBytes),
                (int) limits.size("request_line_bytes", 256, MAX_HEAD, DEFAULT.requestLineBytes),
                limits.integer("request_headers", 1, 10_000, DEFAULT.requestHeaders),
                limits.size("request_body_bytes", 0, MAX_BODY, DEFAULT.requestBodyBytes),
                limits.size("min_body_rate", 0, MAX_RATE, DEFAULT.minBodyRate),
                (int) limits.size("response_head_bytes", 1_024, MAX_HEAD, DEFAULT.responseHeadBytes));
    }
}
