// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.TlsVersion;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a handshake would come to, without one: for explanations. The client's certificate is judged by the functions that judge it in
 * a handshake; what BoringSSL decides by itself (a certificate is missing, its key may not sign) is said here as it does it. That the
 * client has the key of its certificate is taken for granted.
 *
 * <p>Pure functions, any thread. {@link TlsLibrary#ensureAvailable} comes before: codes of the library are compared.
 */
public final class HandshakeRehearsal {
    private static final String UNRECOGNIZED_NAME = "unrecognized_name";

    private HandshakeRehearsal() {}

    /** How it ends. */
    public sealed interface End {
        /**
         * The connection may carry requests. Suite and resumption are left open.
         *
         * @param underStaleCrl whether the client is accepted although a list that it is looked up in is stale
         */
        record Established(TlsEstablished tls, boolean underStaleCrl) implements End {}

        /**
         * The client gets an alert, or the end of its connection.
         *
         * @param alert by its name in RFC 8446, section 6.2; "" if there is none
         * @param detail for the operator
         */
        record Refused(HandshakeFailure reason, String alert, String detail) implements End {}
    }

    /**
     * Rehearses, with a client that speaks the newest version that the object allows.
     *
     * @param sent the name in the ClientHello; "" if none
     * @param shown by the client, leaf first; empty for none
     */
    public static End of(SslIndex ssls, String sent, List<X509Certificate> shown, Instant now) {
        Optional<String> name = ServerName.normalize(sent);
        if (!sent.isEmpty() && name.isEmpty()) {
            return new End.Refused(HandshakeFailure.UNKNOWN_NAME, UNRECOGNIZED_NAME, "not a host name");
        }
        String sni = name.orElse("");
        SslIndex.Selection selection = ssls.bySni(sni.isEmpty() ? null : sni);
        SslObject object = selection.object();
        return object == null
                ? new End.Refused(SniSelectHandler.failure(selection), UNRECOGNIZED_NAME, selection.matchedPattern())
                : of(object, sni, Collections.max(object.protocols()), shown, now);
    }

    /** The same when the object is found; {@code version} is what the two agree on. */
    static End of(SslObject object, String sni, TlsVersion version, List<X509Certificate> shown, Instant now) {
        Optional<ClientPolicy> policy = object.clientPolicy();
        if (policy.isEmpty()) {
            return established(
                    object, sni, version, Admission.WITHOUT_CERTIFICATE); // nobody asks for what it could show
        }
        String mute = shown.isEmpty() ? "" : whyMute(shown.get(0).getPublicKey(), version);
        if (shown.isEmpty() || !mute.isEmpty()) {
            return withoutCertificate(object, policy.get(), sni, version, mute);
        }
        boolean tls13 = version == TlsVersion.TLS_1_3;
        if ((tls13 || policy.get().isByPath()) && !Purpose.CLIENT.keyMaySpeak(shown.get(0))) {
            return new End.Refused( // in TLS 1.2 BoringSSL looks at it last, and says nothing to the client
                    HandshakeFailure.CLIENT_CERTIFICATE_REFUSED,
                    tls13 ? "illegal_parameter" : "",
                    "the key usage of the client certificate lets it sign no handshake");
        }
        try {
            X509Certificate[] chain = shown.toArray(X509Certificate[]::new);
            return established(object, sni, version, Admission.of(policy.get(), chain, policy.get()::verify, now));
        } catch (OpenSslCertificateException e) {
            return new End.Refused(HandshakeJudge.reasonOf(e), alertFor(e.errorCode()), String.valueOf(e.getMessage()));
        }
    }

    /** The client shows nothing; {@code mute} says why, if it has something to show. */
    private static End withoutCertificate(
            SslObject object, ClientPolicy policy, String sni, TlsVersion version, String mute) {
        if (!policy.isRequired()) {
            return established(object, sni, version, new Admission(Optional.empty(), mute, false));
        }
        String alert = version == TlsVersion.TLS_1_3 ? "certificate_required" : "handshake_failure";
        String detail = mute.isEmpty() ? "no client certificate" : mute;
        return new End.Refused(HandshakeFailure.CLIENT_CERTIFICATE_MISSING, alert, detail);
    }

    /** BoringSSL asks clients for signatures by RSA and ECDSA, and in TLS 1.3, where a scheme names its curve, on two curves only. */
    private static String whyMute(PublicKey key, TlsVersion version) {
        if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            if (!KeyRules.isOnCurveForTls(ec)) {
                return "a key on the curve " + ec.getParams() + " signs no handshake here, so the client shows none";
            }
            return version == TlsVersion.TLS_1_3 && bits != 256 && bits != 384
                    ? "a key on a curve of " + bits
                            + " bits signs no handshake of TLSv1.3 here, so the client shows none"
                    : "";
        }
        return key instanceof RSAPublicKey
                ? ""
                : "a key of the kind " + key.getAlgorithm() + " signs no handshake here, so the client shows none";
    }

    private static End established(SslObject object, String sni, TlsVersion version, Admission admission) {
        TlsEstablished tls = new TlsEstablished(
                sni, object, admission.standing(), admission.unverified(), version.label(), "", false);
        return new End.Established(tls, admission.underStaleCrl());
    }

    /** The alert that BoringSSL makes of a code. */
    private static String alertFor(int code) {
        if (code == CertificateVerifier.X509_V_ERR_CERT_REVOKED) {
            return "certificate_revoked";
        }
        if (code == CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED
                || code == CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID
                || code == CertificateVerifier.X509_V_ERR_CRL_HAS_EXPIRED) {
            return "certificate_expired";
        }
        if (code == CertificateVerifier.X509_V_ERR_INVALID_PURPOSE) {
            return "unsupported_certificate";
        }
        return code == CertificateVerifier.X509_V_ERR_CERT_REJECTED ? "bad_certificate" : "unknown_ca";
    }
}
