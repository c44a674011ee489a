// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What an OCSP responder is asked about one served certificate, and where: RFC 6960, section 4.1, without nonce, because the answer
 * is for every client. Immutable.
 */
public final class OcspQuestion {
    private final Credential credential;
    private final X509Certificate issuer;
    private final URI responder;

    private OcspQuestion(Credential credential, X509Certificate issuer, URI responder) {
        this.credential = credential;
        this.issuer = issuer;
        this.responder = responder;
    }

    /** Empty if the certificate names no responder that is asked by HTTP, or its chain does not go on with its issuer. */
    public static Optional<OcspQuestion> about(Credential credential) {
        X509Certificate issuer = issuer(credential);
        return issuer == null
                ? Optional.empty()
                : responder(credential.leaf()).map(responder -> new OcspQuestion(credential, issuer, responder));
    }

    /** Where to post the request to. */
    public URI responder() {
        return responder;
    }

    /** The request in DER, {@code application/ocsp-request}. */
    public byte[] request() {
        try {
            return new OCSPReqBuilder().addRequest(id()).build().getEncoded();
        } catch (OCSPException | IOException e) {
            throw new IllegalStateException("a request that cannot be written", e);
        }
    }

    /** The certificate that is asked about. */
    public Credential credential() {
        return credential;
    }

    X509Certificate issuer() {
        return issuer;
    }

    /** SHA-1 names the issuer and protects nothing; responders for the web know no other digest (RFC 5019, section 2.1.1). */
    private CertificateID id() throws OCSPException {
        try {
            return new CertificateID(
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(issuer),
                    credential.leaf().getSerialNumber());
        } catch (OperatorCreationException | CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate that cannot be written", e);
        }
    }

    private static @Nullable X509Certificate issuer(Credential credential) {
        if (credential.issuers().isEmpty()) {
            return null;
        }
        X509Certificate next = credential.issuers().get(0);
        return next.getSubjectX500Principal().equals(credential.leaf().getIssuerX500Principal()) ? next : null;
    }

    private static Optional<URI> responder(X509Certificate leaf) {
        try {
            Extension access = new JcaX509CertificateHolder(leaf).getExtension(Extension.authorityInfoAccess);
            if (access == null) {
                return Optional.empty();
            }
            AuthorityInformationAccess parsed = AuthorityInformationAccess.getInstance(access.getParsedValue());
            for (AccessDescription each : parsed.getAccessDescriptions()) {
                GeneralName location = each.getAccessLocation();
                if (each.getAccessMethod().equals(OCSPObjectIdentifiers.id_pkix_ocsp)
                        && location.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    Optional<URI> uri = http(location.getName().toString());
                    if (uri.isPresent()) {
                        return uri;
                    }
                }
            }
        } catch (CertificateEncodingException | RuntimeException e) {
            return Optional.empty(); // the library throws any at an extension that is broken
        }
        return Optional.empty();
    }

    private static Optional<URI> http(String location) {
        try {
            URI uri = new URI(location);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean http = (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
            return http ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty(); // the next one may be better
        }
    }
}
