// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1T61String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;

/** Names of subjects and issuers as text, in the form of RFC 2253. Pure functions. */
public final class DistinguishedName {
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

    private DistinguishedName() {}

    /**
     * The text. The JDK takes the octets of every string for UTF-8, and so one name for another. A name that cannot be read is told by
     * its octets, {@code #} and hex, which is the text of no other.
     */
    public static String text(X500Principal name) {
        try {
            return read(name);
        } catch (IOException | RuntimeException e) { // the library throws any at a name that is broken
            return "#" + HexFormat.of().formatHex(name.getEncoded());
        }
    }

    /** Whether there are characters to the octets of the name. */
    static boolean isReadable(X500Principal name) {
        try {
            read(name);
            return true;
        } catch (IOException | RuntimeException e) { // as above
            return false;
        }
    }

    private static String read(X500Principal name) throws IOException {
        byte[] der = name.getEncoded();
        boolean usual = true;
        for (byte each : der) {
            usual &= each != BERTags.BMP_STRING && each != BERTags.UNIVERSAL_STRING && each != BERTags.T61_STRING;
        }
        return usual ? name.getName() : inUtf8(der).getName();
    }

    private static X500Principal inUtf8(byte[] der) throws IOException {
        X500NameBuilder same = new X500NameBuilder();
        for (RDN each : X500Name.getInstance(der).getRDNs()) {
            same.addMultiValuedRDN(Arrays.stream(each.getTypesAndValues())
                    .map(part -> new AttributeTypeAndValue(part.getType(), inUtf8(part.getValue())))
                    .toArray(AttributeTypeAndValue[]::new));
        }
        return new X500Principal(same.build().getEncoded());
    }

    private static ASN1Encodable inUtf8(ASN1Encodable value) {
        if (value instanceof ASN1UniversalString universal) {
            return new DERUTF8String(new String(universal.getOctets(), UTF_32BE));
        }
        if (value instanceof ASN1T61String teletex) {
            return new DERUTF8String(new String(teletex.getOctets(), ISO_8859_1)); // what it was used for
        }
        return value instanceof ASN1BMPString bmp ? new DERUTF8String(bmp.getString()) : value;
    }
}
