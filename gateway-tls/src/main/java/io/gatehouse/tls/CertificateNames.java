// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.util.NetUtil;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The names that a certificate is valid for, by RFC 9525: DNS names and IP addresses among the subject alternative names. The
 * common name counts for nothing there; it can be read for routes that name clients by it. A wildcard is the whole first label and covers exactly one label.
 *
 * <p>The names are read as they stand: one that is no URI, or no host name, equals none that is asked for, and hides no other. (The JDK
 * takes a certificate for one without alternative names if it cannot read one of them.) Pure functions.
 */
final class CertificateNames {
    private CertificateNames() {}

    /** The DNS names, lower-case, in the order of the certificate; empty also if the extension cannot be read. */
    static List<String> dnsNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        texts(certificate, GeneralName.dNSName).forEach(each -> names.add(each.toLowerCase(Locale.ROOT)));
        return names;
    }

    /** The URIs as they stand in the certificate; empty also if the extension cannot be read. */
    static List<String> uris(X509Certificate certificate) {
        return texts(certificate, GeneralName.uniformResourceIdentifier);
    }

    /** The common name of the subject; "" if there is none or more than one, because then it names nobody in particular. */
    static String commonName(X509Certificate certificate) {
        String found = "";
        try {
            for (Rdn rdn : new LdapName(Certificates.subject(certificate)).getRdns()) {
                Attribute commonName = rdn.toAttributes().get("CN");
                if (commonName != null) {
                    if (!found.isEmpty() || commonName.size() > 1 || !(commonName.get() instanceof String name)) {
                        return "";
                    }
                    found = name;
                }
            }
        } catch (NamingException e) {
            return "";
        }
        return found;
    }

    /**
     * Whether the certificate is valid for a name.
     *
     * @param name normalised DNS name, or an IP literal without brackets
     */
    static boolean covers(X509Certificate certificate, String name) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        return address == null ? coversDns(certificate, name) : coversAddress(certificate, address);
    }

    private static boolean coversDns(X509Certificate certificate, String name) {
        for (String each : dnsNames(certificate)) {
            if (matches(each, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a presented name, possibly a wildcard, stands for this name. Both are lower-case. */
    static boolean matches(String presented, String name) {
        if (!presented.startsWith("*.")) {
            return presented.equals(name);
        }
        int dot = name.indexOf('.');
        String parent = presented.substring(2);
        return dot > 0 && parent.indexOf('.') > 0 && parent.equals(name.substring(dot + 1));
    }

    private static boolean coversAddress(X509Certificate certificate, byte[] address) {
        for (GeneralName each : alternatives(certificate)) {
            if (each.getTagNo() == GeneralName.iPAddress
                    && Arrays.equals(
                            address, ASN1OctetString.getInstance(each.getName()).getOctets())) {
                return true;
            }
        }
        return false;
    }

    private static List<String> texts(X509Certificate certificate, int kind) {
        List<String> texts = new ArrayList<>();
        for (GeneralName each : alternatives(certificate)) {
            if (each.getTagNo() == kind) {
                texts.add(ASN1IA5String.getInstance(each.getName()).getString());
            }
        }
        return texts;
    }

    private static GeneralName[] alternatives(X509Certificate certificate) {
        try {
            byte[] extension = Certificates.extension(certificate, Extension.subjectAlternativeName.getId());
            return extension == null
                    ? new GeneralName[0]
                    : GeneralNames.getInstance(extension).getNames();
        } catch (RuntimeException e) { // the library throws any at an extension that is broken
            return new GeneralName[0];
        }
    }
}
