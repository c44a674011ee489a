// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What TLS is like where an ssl object does not say otherwise.
 *
 * @param protocols versions offered to clients; TLS 1.2 and 1.3 by default; never empty
 * @param ciphers TLS 1.2 suites in order of preference; empty means ECDHE with AES-GCM or ChaCha20 only
 * @param groups key exchange groups in order of preference
 * @param fallbackSni normalised name to look up when a client sends none; "" for none
 * @param defaultSsl id of the object for a missing or unknown name; "" refuses such handshakes
 * @param sessionTickets whether TLS sessions may be resumed by ticket; true by default
 * @param sessionTicketKeys files with the secrets of tickets, the first for new ones; empty: the process makes its own
 * @param handshakeTimeout from accept to the end of the handshake; 10 s by default
 * @param clientHelloMaxBytes longest ClientHello; 64 KiB by default
 * @param maxResidentContexts native contexts kept at once, the others are rebuilt on use; 10,000 by default
 * @param crlRefresh how often CRL files are looked at between reloads; 60 s by default, 0 never
 */
public record TlsConfig(
        Set<TlsVersion> protocols,
        List<String> ciphers,
        List<String> groups,
        String fallbackSni,
        String defaultSsl,
        boolean sessionTickets,
        List<Path> sessionTicketKeys,
        Duration handshakeTimeout,
        int clientHelloMaxBytes,
        int maxResidentContexts,
        Duration crlRefresh) {
    private static final Duration MAX_HANDSHAKE = Duration.ofMinutes(5);

    /** What holds when {@code tls} is left out. */
    public static final TlsConfig DEFAULT = new TlsConfig(
            EnumSet.allOf(TlsVersion.class),
            List.of(),
            List.of("X25519MLKEM768", "X25519", "P-256", "P-384"),
            "",
            "",
            true,
            List.of(),
            Duration.ofSeconds(10),
            64 * 1024,
            10_000,
            Duration.ofSeconds(60));

    public TlsConfig {
        Insist.that(!protocols.isEmpty(), "protocols: %s (expected: at least one)", protocols);
        Insist.that(!groups.isEmpty(), "groups: %s (expected: at least one)", groups);
        Insist.that(
                handshakeTimeout.compareTo(Duration.ZERO) > 0,
                "handshakeTimeout: %s (expected: > 0)",
                handshakeTimeout);
        Insist.that(clientHelloMaxBytes >= 512, "clientHelloMaxBytes: %s (expected: >= 512)", clientHelloMaxBytes);
        Insist.that(maxResidentContexts >= 1, "maxResidentContexts: %s (expected: >= 1)", maxResidentContexts);
        Insist.that(!crlRefresh.isNegative(), "crlRefresh: %s (expected: >= 0)", crlRefresh);
        protocols = Set.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
        groups = List.copyOf(groups);
        sessionTicketKeys = List.copyOf(sessionTicketKeys);
    }

    /** Reads {@code tls}. */
    static TlsConfig read(Fields tls, References references) {
        Text fallback = tls.text("fallback_sni");
        String fallbackSni = fallback == null || fallback.value().isEmpty() ? null : fallback.asHostName();
        Text defaultSsl = tls.text("default_ssl");
        String defaultId = defaultSsl == null || defaultSsl.value().isEmpty() ? null : defaultSsl.asId();
        if (defaultSsl != null && defaultId != null) {
            references.toServerSsl(defaultId, defaultSsl);
        }
        Set<TlsVersion> protocols = TlsVersion.readSet(tls, "protocols", DEFAULT.protocols);
        List<String> ciphers = TlsNames.readCiphers(tls, "ciphers");
        List<String> groups = TlsNames.readGroups(tls, "groups", DEFAULT.groups);
        boolean sessionTickets = tls.flag("session_tickets", DEFAULT.sessionTickets);
        return new TlsConfig(
                protocols,
                ciphers,
                groups,
                fallbackSni == null ? "" : fallbackSni,
                defaultId == null ? "" : defaultId,
                sessionTickets,
                readTicketKeys(tls, sessionTickets),
                tls.duration("handshake_timeout", TimeoutsConfig.MIN, MAX_HANDSHAKE, DEFAULT.handshakeTimeout),
                (int) tls.size("client_hello_max_bytes", 1_024, 256 * 1_024, DEFAULT.clientHelloMaxBytes),
                tls.object("contexts", DEFAULT.maxResidentContexts, TlsConfig::readMaxResident),
                tls.duration("crl_refresh", Duration.ZERO, TimeoutsConfig.MAX, DEFAULT.crlRefresh));
    }

    private static List<Path> readTicketKeys(Fields tls, boolean sessionTickets) {
        List<Path> files = new ArrayList<>();
        for (Text each : tls.texts("session_ticket_keys")) {
            Path file = each.asPath("the path of a file with 48 or 80 random octets");
            if (file != null) {
                files.add(file);
            }
        }
        if (!sessionTickets && tls.count("session_ticket_keys") > 0) {
            tls.refuse(
                    "session_ticket_keys", "stands beside 'session_tickets: false'", "", "", "remove one of the two");
        }
        return files;
    }

    private static int readMaxResident(Fields contexts) {
        return contexts.integer("max_resident", 1, 10_000_000, DEFAULT.maxResidentContexts);
    }
}
