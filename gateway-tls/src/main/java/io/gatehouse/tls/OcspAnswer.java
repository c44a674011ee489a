// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Decides whether what a responder answered may be stapled: it is about the certificate that was asked about, says good, is of now, and is
 * signed by the issuer or by a responder that the issuer has named. RFC 6960, section 3.2. Pure functions.
 */
public final class OcspAnswer {
    /** How far the clock of a responder may be ahead of ours. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";

    private OcspAnswer() {}

    /**
     * Checks an answer.
     *
     * @param der as it came
     * @throws OcspFault if it may not be shown, whatever was answered or broken
     */
    public static Staple check(OcspQuestion question, byte[] der, Instant now) throws OcspFault {
        try {
            OCSPResp response = new OCSPResp(der);
            if (response.getStatus() != OCSPResp.SUCCESSFUL) {
                throw new OcspFault("the responder refuses to answer, status " + response.getStatus());
            }
            if (!(response.getResponseObject() instanceof BasicOCSPResp basic)) {
                throw new OcspFault("an answer of an unknown type");
            }
            SingleResp single = single(question, basic);
            checkSigner(question, basic, now);
            return staple(single, der, now);
        } catch (OcspFault e) {
            throw e;
        } catch (OCSPException
                | IOException
                | OperatorCreationException
                | CertificateException
                | RuntimeException e) { // the library throws any, by what is broken
            throw new OcspFault("an answer that cannot be read: " + e.getMessage());
        }
    }

    private static SingleResp single(OcspQuestion question, BasicOCSPResp basic)
            throws OcspFault, OCSPException, OperatorCreationException, CertificateException {
        X509CertificateHolder issuer = new JcaX509CertificateHolder(question.issuer());
        for (SingleResp each : basic.getResponses()) {
            if (each.getCertID()
                            .getSerialNumber()
                            .equals(question.credential().leaf().getSerialNumber())
                    && each.getCertID().matchesIssuer(issuer, new JcaDigestCalculatorProviderBuilder().build())) {
                return each;
            }
        }
        throw new OcspFault("an answer about another certificate");
    }

    private static void checkSigner(OcspQuestion question, BasicOCSPResp basic, Instant now)
            throws OcspFault, CertificateException {
        if (isSignedBy(basic, question.issuer())) {
            return;
        }
        for (X509CertificateHolder each : basic.getCerts()) {
            X509Certificate responder = new JcaX509CertificateConverter().getCertificate(each);
            if (mayAnswerFor(question.issuer(), responder, now)
                    && isSignedBy(basic, responder)) { // no stranger's key counts
                return;
            }
        }
        throw new OcspFault("an answer that neither the issuer signed nor a responder of its own");
    }

    private static boolean isSignedBy(BasicOCSPResp basic, X509Certificate signer) {
        try {
            return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer.getPublicKey()));
        } catch (OperatorCreationException | OCSPException e) {
            return false; // a key of another kind than the signature
        }
    }

    /** RFC 6960, section 4.2.2.2: issued by the issuer itself, for this purpose. */
    private static boolean mayAnswerFor(X509Certificate issuer, X509Certificate responder, Instant now)
            throws CertificateException {
        if (responder.getExtendedKeyUsage() == null
                || !responder.getExtendedKeyUsage().contains(OCSP_SIGNING)
                || !responder.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            responder.checkValidity(Date.from(now));
            responder.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Staple staple(SingleResp single, byte[] der, Instant now) throws OcspFault {
        CertificateStatus status = single.getCertStatus();
        if (status instanceof RevokedStatus revoked) {
            throw OcspFault.revoked(revoked.getRevocationTime().toInstant().toString());
        }
        if (status != CertificateStatus.GOOD) {
            throw new OcspFault("the responder does not know the certificate");
        }
        Instant from = single.getThisUpdate().toInstant();
        Instant until = single.getNextUpdate() == null
                ? from.plus(Staple.UNTOLD)
                : single.getNextUpdate().toInstant();
        if (from.isAfter(now.plus(SKEW))) {
            throw new OcspFault("an answer of the future, from " + from + ": is the clock right?");
        }
        if (!now.isBefore(until)) {
            throw new OcspFault("an answer that ended at " + until);
        }
        return new Staple(der.clone(), from.isAfter(now) ? now : from, until);
    }
}
