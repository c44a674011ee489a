// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.jspecify.annotations.Nullable;

/**
 * Name constraints (RFC 5280, section 4.2.1.10) of a whole path. The JDK looks at those of intermediates too, but not at those of the
 * CA certificate at which the path ends, and takes a certificate for one without alternative names if it cannot read one of them.
 * What cannot be read here keeps to no limit. Pure functions.
 */
final class NameLimits {
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";

    private NameLimits() {}

    /** Whether every certificate keeps to the limits of those above it. */
    static boolean areKept(VerifiedPath path) {
        List<X509Certificate> certificates = path.certificates();
        if (!limits(path.anchor()) && certificates.stream().skip(1).noneMatch(NameLimits::limits)) {
            return true; // nearly always
        }
        try {
            PKIXNameConstraintValidator limits = new PKIXNameConstraintValidator();
            add(path.anchor(), limits);
            for (int i = certificates.size() - 1; i > 0; i--) {
                if (!Certificates.isSelfIssued(certificates.get(i))) {
                    check(certificates.get(i), limits);
                }
                add(certificates.get(i), limits);
            }
            check(path.leaf(), limits);
            return true;
        } catch (NameConstraintValidatorException | IOException | RuntimeException e) { // the library throws any
            return false;
        }
    }

    private static boolean limits(X509Certificate authority) {
        return authority.getExtensionValue(NAME_CONSTRAINTS) != null;
    }

    private static void add(X509Certificate authority, PKIXNameConstraintValidator limits) throws IOException {
        ASN1Primitive extension = extension(authority, NAME_CONSTRAINTS);
        if (extension == null) {
            return;
        }
        NameConstraints constraints = NameConstraints.getInstance(extension);
        if (constraints.getPermittedSubtrees() != null) {
            limits.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        }
        if (constraints.getExcludedSubtrees() != null) {
            for (GeneralSubtree each : constraints.getExcludedSubtrees()) {
                limits.addExcludedSubtree(each);
            }
        }
    }

    private static void check(X509Certificate certificate, PKIXNameConstraintValidator limits)
            throws IOException, NameConstraintValidatorException {
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        if (subject.size() > 0) {
            limits.checkPermittedDN(subject);
            limits.checkExcludedDN(subject);
        }
        for (RDN each : subject.getRDNs(BCStyle.EmailAddress)) {
            for (AttributeTypeAndValue value : each.getTypesAndValues()) {
                if (value.getType().equals(BCStyle.EmailAddress)) {
                    check(new GeneralName(GeneralName.rfc822Name, text(value.getValue())), limits);
                }
            }
        }
        ASN1Primitive names = extension(certificate, ALTERNATIVE_NAMES);
        if (names != null) {
            for (GeneralName each : GeneralNames.getInstance(names).getNames()) {
                check(each, limits);
            }
        }
    }

    private static void check(GeneralName name, PKIXNameConstraintValidator limits)
            throws NameConstraintValidatorException {
        limits.checkPermitted(name);
        limits.checkExcluded(name);
    }

    private static String text(ASN1Encodable value) {
        return IETFUtils.valueToString(value);
    }

    private static @Nullable ASN1Primitive extension(X509Certificate certificate, String id) throws IOException {
        byte[] content = Certificates.extension(certificate, id);
        return content == null ? null : ASN1Primitive.fromByteArray(content);
    }
}
