// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import java.util.Locale;

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
    HANDSHAKES("gatehouse_handshakes_total", Type.COUNTER, "Handshakes with clients that succeeded."),
    HANDSHAKES_REFUSED(
            "gatehouse_handshakes_refused_total", Type.COUNTER, "Handshakes with clients that failed, by reason."),
    HANDSHAKES_STALE_CRL(
            "gatehouse_handshakes_under_stale_crl_total",
            Type.COUNTER,
            "Clients that were accepted although their CRL is stale."),
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
        GAUGE;

        /** The word of the text format. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
