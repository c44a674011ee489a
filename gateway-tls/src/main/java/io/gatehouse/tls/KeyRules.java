// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.LintRule;
import io.gatehouse.config.Severity;
import io.gatehouse.tls.CertificateRule.Report;
import io.gatehouse.tls.CertificateRule.Terms;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules about keys, signatures and what they may be used for. */
final class KeyRules {
    static final CertificateRule WEAK = new CertificateRule(
            new LintRule("key-weak", Severity.WARNING, "a key is too short, or on a curve that TLS does not have"),
            KeyRules::weak);

    static final CertificateRule SIGNATURE = new CertificateRule(
            new LintRule("signature-weak", Severity.WARNING, "a certificate is signed over SHA-1 or MD5"),
            KeyRules::signature);

    static final CertificateRule PURPOSE = new CertificateRule(
            new LintRule("purpose-not-server", Severity.WARNING, "a certificate that is served is not for servers"),
            KeyRules::purpose);

    static final List<CertificateRule> ALL = List.of(WEAK, SIGNATURE, PURPOSE);

    private static final int MIN_RSA_BITS = 2048;
    private static final Set<BigInteger> ORDERS = Set.of(order("secp256r1"), order("secp384r1"), order("secp521r1"));
    private static final Pattern WEAK_HASH = Pattern.compile("(SHA-?1|MD[25])with.*");

    private KeyRules() {}

    private static void weak(CertificateUse use, Terms terms, Report report) {
        for (X509Certificate each : use.certificates()) {
            PublicKey key = each.getPublicKey();
            if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
                report.tell(
                        "RSA key is too short",
                        of(use, each) + " carries an RSA-" + rsa.getModulus().bitLength() + " public key",
                        "at least RSA-" + MIN_RSA_BITS,
                        "issue a new key and certificate; many clients refuse this one");
            } else if (key instanceof ECPublicKey ec && !isOnCurveForTls(ec)) {
                report.tell(
                        "curve of the key is not one for TLS",
                        of(use, each) + " carries a public key on the curve " + ec.getParams(),
                        "P-256, P-384 or P-521",
                        "issue a new key and certificate; most clients refuse this one");
            }
        }
    }

    /** Whether it is on P-256, P-384 or P-521. */
    static boolean isOnCurveForTls(ECPublicKey key) {
        return ORDERS.contains(key.getParams().getOrder());
    }

    /** What curves are told apart by. */
    private static BigInteger order(String curve) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve));
            return parameters.getParameterSpec(ECParameterSpec.class).getOrder();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + curve, e);
        }
    }

    /** Nobody looks at the signature of a root. */
    private static void signature(CertificateUse use, Terms terms, Report report) {
        for (X509Certificate each : use.certificates()) {
            String algorithm = each.getSigAlgName();
            if (WEAK_HASH.matcher(algorithm).matches() && !Certificates.isSelfIssued(each)) {
                report.tell(
                        "signature of the certificate is weak",
                        of(use, each) + " is signed by " + algorithm.toUpperCase(Locale.ROOT),
                        "a signature over SHA-256 or more",
                        "have the CA issue it anew; clients refuse this one");
            }
        }
    }

    private static void purpose(CertificateUse use, Terms terms, Report report) {
        if (use.role() != CertificateUse.Role.SERVER) {
            return;
        }
        List<String> purposes = purposes(use.leaf());
        if (purposes.isEmpty() || !Purpose.SERVER.allowedBy(use.leaf())) {
            report.tell(
                    "certificate is not for servers",
                    of(use, use.leaf())
                            + (purposes.isEmpty()
                                    ? " has no extended key usage"
                                    : " has the extended key usage " + String.join(", ", purposes)),
                    "an extended key usage with serverAuth",
                    purposes.isEmpty()
                            ? "issue it with serverAuth; some clients, Apple's among them, refuse it without"
                            : "issue it with serverAuth; clients refuse this one");
        }
        if (!Certificates.maySign(use.leaf())) {
            report.tell(
                    "certificate is not for signing handshakes",
                    of(use, use.leaf()) + " has a key usage without digitalSignature",
                    "a key usage with digitalSignature: servers sign in every handshake with forward secrecy",
                    "issue it with digitalSignature; many clients refuse this one");
        }
    }

    private static List<String> purposes(X509Certificate certificate) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null ? List.of() : purposes;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static String of(CertificateUse use, X509Certificate certificate) {
        boolean only = use.certificates().size() == 1;
        return only ? use.file() : use.file() + ": '" + CredentialLoader.commonName(certificate) + "'";
    }
}
