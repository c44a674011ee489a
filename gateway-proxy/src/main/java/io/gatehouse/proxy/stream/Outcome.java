// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

/**
 * How an exchange ended. The {@linkplain #label labels} are stable: access log, status page and metrics carry them.
 *
 * <p>An outcome that the gateway answers itself has a status, a text for the client that gives nothing away, and, where
 * RFC 9209, section 2.3, has a word for it, the error type for {@code Proxy-Status}.
 */
public enum Outcome {
    /** The upstream's response reached the client whole. */
    OK("ok", 0, "", ""),
    /** Two connections were joined after a 101 and ended. */
    TUNNELED("tunneled", 0, "", ""),
    REDIRECTED("redirected", 0, "", ""),
    /** The gateway answered in the upstream's place, as the protocol asks it to. */
    ANSWERED("answered", 0, "", ""),

    MALFORMED_REQUEST("malformed_request", 400, "malformed request", "http_request_error"),
    /** The host asks for a client certificate except on some paths, this is none of them, and no certificate was verified. */
    CERTIFICATE_MISSING(
            "certificate_missing", 400, "a client certificate is required for this path", "http_request_denied"),
    /** The route asks for a client certificate, and the connection has none, or another one. */
    CLIENT_DENIED("client_denied", 403, "no client certificate that is allowed here", "http_request_denied"),
    NO_ROUTE("no_route", 404, "404 Route Not Found", ""),
    REQUEST_TIMEOUT("request_timeout", 408, "the request took too long to arrive", "http_request_error"),
    /** The body came, but slower than {@code limits.min_body_rate}. */
    REQUEST_TOO_SLOW("request_too_slow", 408, "the request took too long to arrive", "http_request_error"),
    BODY_TOO_LARGE("body_too_large", 413, "the request body is larger than allowed here", "http_request_error"),
    /** The connection did not prove what the host of the request asks for: RFC 9110, section 15.5.20. */
    MISDIRECTED("misdirected", 421, "this connection does not serve the requested host", "http_request_denied"),
    /** The client's certificate was good in the handshake and is not any more: expired, revoked, or its CA is gone. */
    CLIENT_REFUSED("client_refused", 421, "the client certificate is not accepted any more", "http_request_denied"),

    INTERNAL("internal", 500, "internal error", "proxy_internal_error"),
    RESOLVE_FAILED("resolve_failed", 502, "the upstream's name does not resolve", "dns_error"),
    CONNECT_FAILED("connect_failed", 502, "the upstream cannot be reached", "connection_refused"),
    UPSTREAM_TLS_FAILED("upstream_tls_failed", 502, "no TLS connection to the upstream", "tls_protocol_error"),
    UPSTREAM_CLOSED("upstream_closed", 502, "the upstream closed the connection", "connection_terminated"),
    UPSTREAM_MALFORMED("upstream_malformed", 502, "the upstream's response is malformed", "http_protocol_error"),
    /** The request carries this process's own name in {@code Via}: RFC 9110, section 7.6.3. */
    LOOP("loop", 502, "this request leads in a circle", "proxy_loop_detected"),
    /** The gateway's direct memory ran out under this exchange. */
    OUT_OF_MEMORY("out_of_memory", 503, "the gateway is short of memory", "proxy_internal_error"),
    /** The process had no descriptor left for a connection to a node, or for the question where the node is. */
    OUT_OF_DESCRIPTORS("out_of_descriptors", 503, "the gateway is short of descriptors", "proxy_internal_error"),
    NO_NODE("no_node", 503, "no upstream node", "destination_unavailable"),
    CONNECT_TIMEOUT("connect_timeout", 504, "the upstream did not accept in time", "connection_timeout"),
    UPSTREAM_TIMEOUT("upstream_timeout", 504, "the upstream did not answer in time", "http_response_timeout"),
    UPSTREAM_STALLED("upstream_stalled", 504, "the upstream did not read in time", "connection_write_timeout"),

    /** The client went away, or broke the protocol, before it had its response. */
    CLIENT_ABORTED("client_aborted", 0, "", ""),
    /** The client did not read its response in time. */
    CLIENT_STALLED("client_stalled", 0, "", ""),
    /** The client read its response, but slower than {@code limits.min_body_rate}. */
    CLIENT_TOO_SLOW("client_too_slow", 0, "", ""),
    /** A response that had begun could not be completed; the client's connection was cut, never ended cleanly. */
    RESPONSE_CUT("response_cut", 0, "", ""),
    /** The process or a reload could not wait any longer. */
    DRAIN_CUT("drain_cut", 0, "", "");

    private final String label;
    private final int status;
    private final String message;
    private final String proxyStatus;

    Outcome(String label, int status, String message, String proxyStatus) {
        this.label = label;
        this.status = status;
        this.message = message;
        this.proxyStatus = proxyStatus;
    }

    public String label() {
        return label;
    }

    /** The status that the gateway answers with; 0 if it does not answer. */
    public int status() {
        return status;
    }

    /** What the client is told. */
    public String message() {
        return message;
    }

    /** The error type of RFC 9209, or "". */
    public String proxyStatus() {
        return proxyStatus;
    }
}
