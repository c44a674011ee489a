// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import io.gatehouse.config.Label;

/**
 * Every metric that there is: its name, which is stable, and what it says. Names and units as Prometheus has them: base units, a counter
 * ends in {@code _total}. Labels come from fixed sets, or from the configuration and then bounded; never from what clients send.
 */
public enum Metric {
    BUILD_INFO("gatehouse_build_info", Type.GAUGE, "Always 1; the version is a label."),
    READY("gatehouse_ready", Type.GAUGE, "1 if /readyz answers 200."),
    GENERATION("gatehouse_generation", Type.GAUGE, "The generation that serves."),
    LOADED("gatehouse_loaded_timestamp_seconds", Type.GAUGE, "When it was loaded."),
    RELOADS("gatehouse_reloads_total", Type.COUNTER, "Reloads by result."),
    LAST_RELOAD(
            "gatehouse_last_reload_timestamp_seconds", Type.GAUGE, "When the last load ended, whatever came of it."),
    LAST_RELOAD_OK(
            "gatehouse_last_reload_successful",
            Type.GAUGE,
            "0 if the last reload was refused or rolled back: the files are not what serves."),
    CONNECTIONS("gatehouse_connections", Type.GAUGE, "Open connections of clients."),
    CONNECTIONS_LIMIT("gatehouse_connections_limit", Type.GAUGE, "How many there may be."),
    CONNECTIONS_ACCEPTED(
            "gatehouse_connections_accepted_total", Type.COUNTER, "Connections of clients that were accepted."),
    CONNECTIONS_REFUSED(
            "gatehouse_connections_refused_total",
            Type.COUNTER,
            "Connections that were closed at accept, by the limit."),
    EXCHANGES("gatehouse_exchanges_total", Type.COUNTER, "Exchanges by how they ended."),
    RESPONSES(
            "gatehouse_responses_total",
            Type.COUNTER,
            "Exchanges by the class of the status that the client got; none: it got none."),
    EXCHANGE_DURATION(
            "gatehouse_exchange_duration_seconds",
            Type.HISTOGRAM,
            "How long exchanges took, by the class of the status that the client got."),
    UPSTREAM_HEAD(
            "gatehouse_upstream_response_head_seconds",
            Type.HISTOGRAM,
            "How long nodes took from the request to the head of their response."),
    UPSTREAM_CONNECTIONS("gatehouse_upstream_connections", Type.GAUGE, "Open connections to nodes."),
    UPSTREAM_CONNECTIONS_OPENED(
            "gatehouse_upstream_connections_opened_total", Type.COUNTER, "Connections to nodes that were opened."),
    UPSTREAM_REQUESTS(
            "gatehouse_upstream_requests_total", Type.COUNTER, "Requests sent to nodes, each time that they were."),
    UPSTREAM_RETRIES("gatehouse_upstream_retries_total", Type.COUNTER, "Attempts behind the first one of an exchange."),
    UPSTREAM_FAILURES(
            "gatehouse_upstream_failures_total",
            Type.COUNTER,
            "Attempts that failed because of the node, whatever became of the exchange."),
    HANDSHAKES("gatehouse_handshakes_total", Type.COUNTER, "Handshakes with clients that succeeded."),
    HANDSHAKES_REFUSED(
            "gatehouse_handshakes_refused_total", Type.COUNTER, "Handshakes with clients that failed, by reason."),
    HANDSHAKES_STALE_CRL(
            "gatehouse_handshakes_under_stale_crl_total",
            Type.COUNTER,
            "Clients that were accepted although their CRL is stale."),
    HEAP_LIMIT("gatehouse_heap_limit_bytes", Type.GAUGE, "How large the Java heap may be."),
    HEAP_USED("gatehouse_heap_used_bytes", Type.GAUGE, "How much of it is taken, garbage included."),
    GARBAGE_COLLECTION("gatehouse_garbage_collection_seconds_total", Type.COUNTER, "How long garbage was collected."),
    DIRECT_MEMORY_LIMIT("gatehouse_direct_memory_limit_bytes", Type.GAUGE, "How much direct memory there may be."),
    DIRECT_MEMORY_USED(
            "gatehouse_direct_memory_used_bytes", Type.GAUGE, "Direct memory that was taken from the system."),
    MEMORY_SHORTAGES(
            "gatehouse_memory_shortages_total",
            Type.COUNTER,
            "Connections that were cut because direct memory ran out."),
    ACCESS_LOG_LINES_DROPPED(
            "gatehouse_access_log_lines_dropped_total",
            Type.COUNTER,
            "Access-log lines that the destination was too slow for, or that could not be written."),
    LOG_LINES_DROPPED(
            "gatehouse_log_lines_dropped_total",
            Type.COUNTER,
            "Lines of the log that standard output was too slow for, or that could not be written."),
    SSL_OBJECTS("gatehouse_ssl_objects", Type.GAUGE, "Ssl objects: served, or left out because they are faulty."),
    CERTIFICATES("gatehouse_certificates", Type.GAUGE, "Served certificates by how near they are to their end."),
    CERTIFICATES_EARLIEST(
            "gatehouse_certificates_earliest_not_after_timestamp_seconds",
            Type.GAUGE,
            "When the first of the certificates in a state ends; a state without certificates is not there."),
    CERTIFICATE_NOT_AFTER(
            "gatehouse_certificate_not_after_timestamp_seconds",
            Type.GAUGE,
            "When a certificate ends: the hundred that end first."),
    SSL_HANDSHAKES(
            "gatehouse_ssl_handshakes_total",
            Type.COUNTER,
            "Handshakes that an ssl object served: those of the hundred certificates that end first."),
    SSL_LAST_HANDSHAKE(
            "gatehouse_ssl_last_handshake_timestamp_seconds",
            Type.GAUGE,
            "When it served the last one; 0 if it has served none."),
    CRLS("gatehouse_crls", Type.GAUGE, "Revocation lists that clients are looked up in."),
    CRLS_STALE("gatehouse_crls_stale", Type.GAUGE, "Those that are past their next update."),
    CRL_OLDEST(
            "gatehouse_crl_oldest_age_seconds",
            Type.GAUGE,
            "How long ago the oldest of them was issued; 0 if there is none."),
    CRL_FAILURES(
            "gatehouse_crl_refresh_failures_total",
            Type.COUNTER,
            "How often a CRL file that changed could not be taken up."),
    CRL_FAULTS("gatehouse_crl_faults", Type.GAUGE, "Faults of CRL files that are not taken up now."),
    OCSP_WANTED("gatehouse_ocsp_wanted", Type.GAUGE, "Certificates for which OCSP responses are to be stapled."),
    OCSP_STAPLED("gatehouse_ocsp_stapled", Type.GAUGE, "Those of them for which a good response is stapled now.");

    private final String label;
    private final Type type;
    private final String help;

    Metric(String label, Type type, String help) {
        this.label = label;
        this.type = type;
        this.help = help;
    }

    /** The name as it is scraped. */
    public String label() {
        return label;
    }

    public Type type() {
        return type;
    }

    /** One line of plain text. */
    public String help() {
        return help;
    }

    /** What a value means. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM;

        /** The word of the text format. */
        public String word() {
            return Label.of(this);
        }
    }
}
