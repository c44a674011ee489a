// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.Location;
import io.gatehouse.config.SslConfig;
import io.gatehouse.tls.CertificateUse.Role;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate as a listing shows it: the leaf of a chain, or a CA.
 *
 * @param names what it is served for; the subject of one that is not served
 * @param owners what names it, such as {@code ssls/shop}
 * @param where the first field that does
 * @param issuer by RFC 2253
 * @param serial hex as most tools show it
 */
public record CertificateEntry(
        Role role,
        List<String> names,
        List<String> owners,
        Location where,
        String issuer,
        String serial,
        Instant notBefore,
        Instant notAfter) {
    public CertificateEntry {
        names = List.copyOf(names);
        owners = List.copyOf(owners);
    }

    /** Everything in an inventory but intermediates of chains, which end with their leaf as a rule. */
    public static List<CertificateEntry> of(Inventory inventory) {
        List<CertificateEntry> entries = new ArrayList<>();
        for (CertificateUse use : inventory.uses()) {
            List<X509Certificate> all = use.certificates();
            for (X509Certificate each : use.role().isChain() ? all.subList(0, 1) : all) {
                entries.add(of(use, each));
            }
        }
        return entries;
    }

    private static CertificateEntry of(CertificateUse use, X509Certificate certificate) {
        List<String> served = use.role() == Role.SERVER
                ? use.object().map(SslConfig::names).orElse(List.of()).stream()
                        .map(HostPattern::toString)
                        .toList()
                : List.of(Certificates.subject(certificate));
        return new CertificateEntry(
                use.role(),
                served,
                use.owners(),
                use.source().where(),
                DistinguishedName.text(certificate.getIssuerX500Principal()),
                certificate.getSerialNumber().toString(16),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** How near to its end it is. */
    public Expiry state(Instant now) {
        return Expiry.of(notBefore, notAfter, now);
    }

    /** Whole days until its end; negative if it has ended. */
    public long daysLeft(Instant now) {
        long seconds = notAfter.getEpochSecond() - now.getEpochSecond(); // the last one counts, as for its state
        return Math.floorDiv(seconds, Duration.ofDays(1).toSeconds());
    }
}
