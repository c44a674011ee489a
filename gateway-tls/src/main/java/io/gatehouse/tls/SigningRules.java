// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * Which keys BoringSSL signs handshakes with. Contexts are built at the first handshake, so that a key it does not take has to be found
 * out before. Pure functions.
 */
final class SigningRules {
    static final String EXPECTED =
            "an RSA key of at most 8192 bits with an exponent of at most 33 bits, or an EC key on P-256,"
                    + " P-384 or P-521 whose key usage, if there is one, has digitalSignature";

    private static final int MAX_RSA_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 33;

    private SigningRules() {}

    /** Why the key of this certificate signs no handshake, or "". */
    static String fault(X509Certificate certificate) {
        PublicKey key = certificate.getPublicKey();
        if (key instanceof ECPublicKey ec) {
            if (!KeyRules.isOnCurveForTls(ec)) {
                return "an EC key on the curve " + ec.getParams();
            }
            return Certificates.maySign(certificate) ? "" : "an EC key whose key usage has no digitalSignature";
        }
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            int exponentBits = rsa.getPublicExponent().bitLength();
            if (bits > MAX_RSA_BITS) {
                return "an RSA key of " + bits + " bits";
            }
            return exponentBits > MAX_EXPONENT_BITS ? "an RSA key with an exponent of " + exponentBits + " bits" : "";
        }
        return "";
    }
}
