// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.Label;
import io.gatehouse.tls.Credential;
import io.gatehouse.tls.DistinguishedName;
import io.gatehouse.tls.KeyKind;
import io.gatehouse.tls.SslObject;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One certificate of an ssl object: until when, with which chain, and what clients will not like about it. Pure functions. */
final class ExplainedCertificate {
    private ExplainedCertificate() {}

    /** {@code sni} is the normalised name that the object was found by; "" if none. */
    static Step step(String sni, SslObject object, Credential credential, Instant now) {
        Facts facts = new Facts("certificate")
                .with("key", Label.of(credential.kind()))
                .with("subject", Words.subject(credential.leaf()))
                .with("serial", credential.serial())
                .with("not_before", credential.notBefore().toString())
                .with("not_after", credential.notAfter().toString())
                .with("days_left", Words.days(now, credential.notAfter()))
                .with(
                        "chain",
                        credential.chain().stream()
                                .map(ExplainedCertificate::facts)
                                .toList());
        if (object.credentials().size() > 1) {
            facts.note(
                    credential.kind() == KeyKind.ECDSA
                            ? "for clients that verify ECDSA"
                            : "for clients that verify no ECDSA, if there is a certificate for those");
        }
        if (!sni.isEmpty()) {
            boolean covered = credential.covers(sni);
            facts.with("covers_sni", covered);
            if (!covered) {
                facts.note("DOES NOT COVER '" + sni + "': clients refuse it");
            }
        }
        if (now.isAfter(credential.notAfter())) {
            facts.note("HAS EXPIRED: clients refuse it");
        } else if (now.isBefore(credential.notBefore())) {
            facts.note("IS NOT YET VALID, before " + credential.notBefore() + ": clients refuse it");
        }
        List<X509Certificate> chain = credential.chain();
        for (X509Certificate each : chain.subList(1, chain.size())) {
            facts.note("sent with it: '" + Words.subject(each) + "', "
                    + Words.until(now, each.getNotAfter().toInstant()));
        }
        X509Certificate last = chain.get(chain.size() - 1);
        if (!last.getIssuerX500Principal().equals(last.getSubjectX500Principal())) {
            facts.note("issued by '" + DistinguishedName.text(last.getIssuerX500Principal())
                    + "', which clients must know");
        }
        return facts.says(credential + ", " + Words.until(now, credential.notAfter()));
    }

    private static Map<String, Object> facts(X509Certificate certificate) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("subject", Words.subject(certificate));
        facts.put("issuer", DistinguishedName.text(certificate.getIssuerX500Principal()));
        facts.put("serial", certificate.getSerialNumber().toString(16));
        facts.put("not_after", certificate.getNotAfter().toInstant().toString());
        return facts;
    }
}
