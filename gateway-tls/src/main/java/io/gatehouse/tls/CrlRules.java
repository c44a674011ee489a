// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CRLReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a CRL has to be like to be used: readable, complete (neither delta nor indirect nor for some certificates only), without
 * anything critical that is not understood, and signed by a CA that may sign CRLs. RFC 5280, sections 5 and 6.3. Pure functions.
 */
final class CrlRules {
    private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";

    private static final Map<String, String> PARTIAL = Map.of(
            "2.5.29.27",
            "a delta CRL",
            ISSUING_DISTRIBUTION_POINT,
            "a CRL for a part of the CA's certificates only (issuing distribution point)");

    private static final Set<String> UNDERSTOOD = Set.of("2.5.29.18", "2.5.29.20", "2.5.29.35");

    /** Reason, invalidity date. */
    private static final Set<String> UNDERSTOOD_IN_ENTRIES = Set.of("2.5.29.21", "2.5.29.24");

    private static final String CERTIFICATE_ISSUER = "2.5.29.29";
    private static final int CRL_SIGN = 6;

    private CrlRules() {}

    /** Parses one CRL from its DER form. */
    static X509CRL parse(byte[] der) throws CRLException {
        ByteArrayInputStream in = new ByteArrayInputStream(der);
        try {
            X509CRL crl = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
            if (in.available() > 0) {
                throw new CRLException("bytes after the CRL");
            }
            return crl;
        } catch (CertificateException e) {
            throw new CRLException(e);
        }
    }

    /** What the CRL is that cannot be used here, or "". */
    static String partial(X509CRL crl) {
        for (Map.Entry<String, String> each : PARTIAL.entrySet()) {
            if (crl.getExtensionValue(each.getKey()) != null) {
                return each.getValue();
            }
        }
        String unknown = unknown(crl.getCriticalExtensionOIDs(), UNDERSTOOD);
        return unknown.isEmpty() ? partialEntry(crl) : "a CRL with the critical extension " + unknown;
    }

    private static String partialEntry(X509CRL crl) {
        Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
        if (entries == null) {
            return "";
        }
        for (X509CRLEntry entry : entries) {
            if (!entry.hasExtensions()) {
                continue;
            }
            if (entry.getExtensionValue(CERTIFICATE_ISSUER) != null) {
                return "an indirect CRL: its entry " + hex(entry) + " names another issuer";
            }
            if (entry.getRevocationReason() == CRLReason.REMOVE_FROM_CRL) {
                return "a CRL whose entry " + hex(entry) + " has the reason removeFromCRL, as in a delta CRL";
            }
            String unknown = unknown(entry.getCriticalExtensionOIDs(), UNDERSTOOD_IN_ENTRIES);
            if (!unknown.isEmpty()) {
                return "a CRL whose entry " + hex(entry) + " has the critical extension " + unknown;
            }
        }
        return "";
    }

    private static String unknown(@Nullable Set<String> critical, Set<String> understood) {
        if (critical == null) {
            return "";
        }
        return critical.stream()
                .filter(each -> !understood.contains(each))
                .sorted()
                .findFirst()
                .orElse("");
    }

    /** The CA certificate whose key signed the CRL, or null. */
    static @Nullable X509Certificate signer(X509CRL crl, List<X509Certificate> authorities) {
        for (X509Certificate each : authorities) {
            if (each.getSubjectX500Principal().equals(crl.getIssuerX500Principal()) && signed(crl, each)) {
                return each;
            }
        }
        return null;
    }

    private static boolean signed(X509CRL crl, X509Certificate authority) {
        try {
            crl.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether the CA's key usage, if there is one, lets it sign CRLs. */
    static boolean maySign(X509Certificate authority) {
        boolean[] usage = authority.getKeyUsage();
        return usage == null || usage[CRL_SIGN];
    }

    private static String hex(X509CRLEntry entry) {
        BigInteger serial = entry.getSerialNumber();
        return HexFormat.ofDelimiter(":").formatHex(serial.toByteArray());
    }
}
