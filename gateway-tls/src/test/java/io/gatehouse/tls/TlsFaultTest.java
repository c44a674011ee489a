// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsFaultTest {
    /** As BoringSSL says it. */
    private static DecoderException boring(String reason) {
        return new DecoderException(
                new SSLHandshakeException("error:10000410:SSL routines:OPENSSL_internal:" + reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSLV3_ALERT_HANDSHAKE_FAILURE|the upstream sent the alert handshake_failure: no suite, group or signature",
                "TLSV1_ALERT_CERTIFICATE_REQUIRED|the upstream sent the alert certificate_required: it wants a client",
                "TLSV1_ALERT_UNKNOWN_CA|the upstream sent the alert unknown_ca: it does not accept the gateway's client",
                "TLSV1_ALERT_PROTOCOL_VERSION|the upstream sent the alert protocol_version: it speaks neither TLSv1.2",
                "TLSV1_ALERT_UNRECOGNIZED_NAME|the upstream sent the alert unrecognized_name: it does not know the name",
                "TLSV1_ALERT_INTERNAL_ERROR|the upstream sent the alert internal_error",
                "SSL_HANDSHAKE_FAILURE|ended within the handshake",
                "EXCESSIVE_MESSAGE_SIZE|a handshake message longer than any may be: not TLS, or a huge chain",
                "WRONG_VERSION_NUMBER|octets that are no TLS record",
                "UNEXPECTED_RECORD|unexpected record",
            })
    void whatAnUpstreamDoesIsToldInWords(String reason, String expected) {
        assertThat(TlsFault.ofUpstream(boring(reason))).startsWith(expected).doesNotContain("OPENSSL", "_ALERT_");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TLSV1_ALERT_UNKNOWN_CA|the client sent the alert unknown_ca",
                "SSLV3_ALERT_CERTIFICATE_UNKNOWN|the client sent the alert certificate_unknown",
                "PEER_DID_NOT_RETURN_A_CERTIFICATE|no client certificate",
                "NO_SHARED_CIPHER|no shared cipher",
                "UNSUPPORTED_PROTOCOL|unsupported protocol",
                "BAD_DECRYPT|a record that does not decrypt",
            })
    void whatAClientDoesIsToldInWords(String reason, String expected) {
        assertThat(TlsFault.ofClient(boring(reason))).isEqualTo(expected);
    }

    @Test
    void everythingElseIsToldAsItIs() {
        assertThat(TlsFault.ofUpstream(new SSLException("x", new IOException("no path to a trusted CA certificate"))))
                .isEqualTo("no path to a trusted CA certificate");
        assertThat(TlsFault.ofClient(new IOException("Connection reset by peer")))
                .isEqualTo("Connection reset by peer");
        assertThat(TlsFault.ofUpstream(new ClosedChannelException())).isEqualTo("closed");
    }
}
