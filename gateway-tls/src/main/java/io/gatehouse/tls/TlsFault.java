// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ended a TLS connection, in words for operators. BoringSSL says {@code error:10000410:SSL routines:OPENSSL_internal:…}, also for
 * an alert of the other side. Everything else is told as it is. Pure functions.
 */
public final class TlsFault {
    private static final Pattern BORING = Pattern.compile("error:[0-9a-f]+:[^:]*:[^:]*:(\\w+)");
    private static final Pattern ALERT = Pattern.compile("(?:SSLV3|TLSV1)_ALERT_(\\w+)");

    /** What an upstream says of a certificate that it was shown, or not. */
    private static final Set<String> ABOUT_CERTIFICATES = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied");

    private TlsFault() {}

    /** Of a connection to a client. */
    public static String ofClient(Throwable cause) {
        String said = said(cause);
        String alert = alertIn(said);
        return alert.isEmpty() ? inWords(said) : "the client sent the alert " + alert;
    }

    /** Of a connection to an upstream. */
    public static String ofUpstream(Throwable cause) {
        String said = said(cause);
        String alert = alertIn(said);
        return alert.isEmpty() ? inWords(said) : "the upstream sent the alert " + alert + meaning(alert);
    }

    private static String meaning(String alert) {
        if (ABOUT_CERTIFICATES.contains(alert)) {
            return ": it does not accept the gateway's client certificate";
        }
        return switch (alert) {
            case "handshake_failure" ->
                ": no suite, group or signature scheme in common, as with a certificate on P-521 or Ed25519; or it wants a client certificate";
            case "certificate_required" -> ": it wants a client certificate";
            case "protocol_version" -> ": it speaks neither TLSv1.2 nor TLSv1.3";
            case "unrecognized_name" -> ": it does not know the name that was sent, see tls.sni";
            default -> "";
        };
    }

    /** The innermost message. */
    private static String said(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof ClosedChannelException ? "closed" : String.valueOf(root.getMessage());
    }

    private static String alertIn(String said) {
        Matcher alert = ALERT.matcher(reasonIn(said));
        return alert.matches() ? alert.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private static String inWords(String said) {
        String reason = reasonIn(said);
        return switch (reason) {
            case "" -> said;
            case "SSL_HANDSHAKE_FAILURE" -> "ended within the handshake"; // by a close_notify
            case "BAD_DECRYPT", "DECRYPTION_FAILED_OR_BAD_RECORD_MAC" -> "a record that does not decrypt";
            case "EXCESSIVE_MESSAGE_SIZE" ->
                "a handshake message longer than any may be: not TLS, or a huge chain of certificates";
            case "WRONG_VERSION_NUMBER" -> "octets that are no TLS record";
            case "NO_RENEGOTIATION" -> "the other side wants to renegotiate, which is not done here";
            case "PEER_DID_NOT_RETURN_A_CERTIFICATE" -> "no client certificate";
            case "KEY_USAGE_BIT_INCORRECT" -> "the key usage of the certificate lets it sign no handshake";
            default -> reason.toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    private static String reasonIn(String said) {
        Matcher boring = BORING.matcher(said);
        return boring.matches() ? boring.group(1) : "";
    }
}
