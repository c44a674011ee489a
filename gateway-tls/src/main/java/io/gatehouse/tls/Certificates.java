// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/** Reads certificates. Pure functions. */
final class Certificates {
    private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    private static final int STATUS_REQUEST = 5;

    private Certificates() {}

    /** Parses one certificate from its DER form. */
    static X509Certificate parse(byte[] der) throws CertificateException {
        ByteArrayInputStream in = new ByteArrayInputStream(der);
        X509Certificate certificate =
                (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        if (in.available() > 0) {
            throw new CertificateException("bytes after the certificate");
        }
        return certificate;
    }

    /** Parses a certificate that was parsed before. */
    static X509Certificate again(byte[] der) {
        try {
            return parse(der);
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was parsed before", e);
        }
    }

    /** All certificates among the blocks, in order; other blocks are skipped. */
    static List<X509Certificate> of(List<PemBlock> blocks) throws PemFault {
        return of(blocks, new KnownCertificates());
    }

    /** The same; those behind the first are likely to be known. */
    static List<X509Certificate> of(List<PemBlock> blocks, KnownCertificates known) throws PemFault {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock each : blocks) {
            if (each.isCertificate()) {
                X509Certificate same = certificates.isEmpty() ? null : known.find(each.der());
                certificates.add(same == null ? read(each) : same);
            }
        }
        if (certificates.size() > 1) {
            known.add(certificates.subList(1, certificates.size()));
        }
        return certificates;
    }

    private static X509Certificate read(PemBlock block) throws PemFault {
        try {
            return parse(block.der());
        } catch (CertificateException e) {
            throw new PemFault(
                    block.line(),
                    "the block " + block.label() + " holds no readable X.509 certificate",
                    "an X.509 certificate",
                    "copy the file again, or issue the certificate anew");
        }
    }

    /** Whether the certificate may issue others: basic constraints say so, and key usage, if there is one. */
    static boolean isAuthority(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[5]);
    }

    /** Whether the key usage, if there is one, lets the key sign a handshake. */
    static boolean maySign(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return usage == null || usage[0];
    }

    /**
     * The content of an extension; null if it is not there.
     *
     * @throws IllegalArgumentException if it is broken
     */
    static byte @Nullable [] extension(X509Certificate certificate, String id) {
        byte[] octets = certificate.getExtensionValue(id);
        return octets == null ? null : content(octets);
    }

    /** Whether name and, as far as both tell it, key are those of the issuer. Verifies no signature, which would cost much more. */
    static boolean mayBeIssuer(X509Certificate authority, X509Certificate certificate) {
        if (!authority.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        byte[] own = keyIdentifier(authority, Extension.subjectKeyIdentifier);
        byte[] named = own == null ? null : keyIdentifier(certificate, Extension.authorityKeyIdentifier);
        return own == null || named == null || isPlainly(own, named) || isPerhaps(own, named);
    }

    /** Null if it has none. The JDK is not asked for what is absent: it makes exceptions then, dearer than reading the certificate was. */
    private static byte @Nullable [] keyIdentifier(X509Certificate certificate, ASN1ObjectIdentifier kind) {
        Set<String> there =
                certificate.getNonCriticalExtensionOIDs(); // among which RFC 5280 wants both (4.2.1.1, 4.2.1.2)
        return there != null && there.contains(kind.getId()) ? certificate.getExtensionValue(kind.getId()) : null;
    }

    /** The usual form, in which nothing but a short key identifier is named; told without parsing, as there may be many. */
    private static boolean isPlainly(byte[] own, byte[] named) {
        int length = own.length - 4; // behind two octet strings
        return length >= 0
                && named.length == length + 6 // behind an octet string, a sequence and a tag
                && named[4] == (byte) 0x80
                && Arrays.equals(own, 4, own.length, named, 6, named.length);
    }

    private static boolean isPerhaps(byte[] own, byte[] named) {
        try {
            byte[] asked = AuthorityKeyIdentifier.getInstance(content(named)).getKeyIdentifierOctets();
            return asked == null
                    || Arrays.equals(
                            SubjectKeyIdentifier.getInstance(content(own)).getKeyIdentifier(), asked);
        } catch (RuntimeException e) { // the library throws any at an extension that is broken
            return true;
        }
    }

    private static byte[] content(byte[] octetString) {
        return ASN1OctetString.getInstance(octetString).getOctets();
    }

    /** Whether it names itself as its issuer, as roots do. */
    static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** Whether it demands to be shown with an OCSP response: the TLS feature status_request, RFC 7633. */
    static boolean demandsStaple(X509Certificate certificate) {
        try {
            byte[] features = extension(certificate, TLS_FEATURE);
            return features != null
                    && Arrays.stream(ASN1Sequence.getInstance(features).toArray())
                            .anyMatch(each -> ASN1Integer.getInstance(each).hasValue(STATUS_REQUEST));
        } catch (RuntimeException e) { // the library throws any at an extension that is broken
            return false;
        }
    }

    /** The subject in the form of RFC 2253. */
    static String subject(X509Certificate certificate) {
        return DistinguishedName.text(certificate.getSubjectX500Principal());
    }
}
