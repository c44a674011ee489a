// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.CrlConfig;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads CRLs and checks them against the CAs of the policy that they are for. Each file is read and each list parsed once a load,
 * however many objects name it. Loading thread, one instance a load.
 */
final class CrlLoader {
    private static final String REMEDY_PARTIAL = "have the CA issue a complete CRL, and name that one";

    private final CrlFiles files;
    private final Instant now;
    private final Map<Key, Optional<RevocationList>> known = new HashMap<>();

    CrlLoader(CrlFiles files, Clock clock) {
        this.files = files;
        this.now = clock.instant();
    }

    /** The lists of a policy; empty if one of them has a fault, which is reported. */
    Optional<Revocations> load(CrlConfig config, List<X509Certificate> authorities, Problems problems) {
        List<CrlFiles.Block> blocks = files.blocks(config.source(), problems);
        List<RevocationList> lists = new ArrayList<>();
        for (CrlFiles.Block each : blocks) {
            X509Certificate signer = CrlRules.signer(each.crl(), authorities);
            if (signer == null) {
                stranger(config.source(), each, problems);
            } else {
                Key key = new Key(each.digest(), Authority.of(signer));
                known.computeIfAbsent(key, unused -> check(config.source(), each, signer, problems))
                        .ifPresent(lists::add);
            }
        }
        if (blocks.isEmpty() || lists.size() < blocks.size()) {
            return Optional.empty();
        }
        Revocations revocations = new Revocations(lists, authorities, config.onStale() == CrlConfig.OnStale.ALLOW);
        for (RevocationList each : revocations.lists()) {
            warnIfStale(config, each, problems);
            warnIfEarly(config, each, problems);
        }
        return Optional.of(revocations);
    }

    private static Optional<RevocationList> check(
            PemSource source, CrlFiles.Block block, X509Certificate signer, Problems problems) {
        String partial = CrlRules.partial(block.crl());
        if (!partial.isEmpty()) {
            problems.error(
                    source.where(),
                    source.field(),
                    "CRL of '" + CredentialLoader.commonName(signer) + "' cannot be used",
                    block.place() + ": " + partial,
                    "a complete CRL, of the CA itself, with nothing critical that is not understood",
                    REMEDY_PARTIAL);
            return Optional.empty();
        }
        if (!CrlRules.maySign(signer)) {
            problems.error(
                    source.where(),
                    source.field(),
                    "CRL of '" + CredentialLoader.commonName(signer) + "', which may not sign CRLs",
                    block.place() + ": the key usage of '" + Certificates.subject(signer) + "' has no cRLSign",
                    "a CRL of a CA whose key usage, if there is one, has cRLSign",
                    "issue the CA certificate anew with cRLSign");
            return Optional.empty();
        }
        return Optional.of(RevocationList.of(block.crl(), Authority.of(signer), block.digest()));
    }

    private static void stranger(PemSource source, CrlFiles.Block block, Problems problems) {
        problems.error(
                source.where(),
                source.field(),
                "CRL is not signed by a CA of 'client.ca'",
                block.place() + ": issued by '"
                        + DistinguishedName.text(block.crl().getIssuerX500Principal()) + "'",
                "CRLs that a CA of 'client.ca' has signed",
                "add the certificate of that CA to 'client.ca', an intermediate too, or remove the CRL");
    }

    private void warnIfStale(CrlConfig config, RevocationList list, Problems problems) {
        if (!list.isStale(now)) {
            return;
        }
        boolean denies = config.onStale() == CrlConfig.OnStale.DENY;
        problems.add(TlsLint.CRL_STALE.at(
                config.source(),
                list.nextUpdate().isEmpty() ? "CRL without next update counts as stale" : "CRL is stale",
                PemFiles.name(config.source()) + ": '" + list.issuerName() + "' issued it at " + list.thisUpdate()
                        + ", " + age(list) + " ago"
                        + list.nextUpdate()
                                .map(next -> ", and wanted to issue the next one until " + next)
                                .orElse(""),
                "a CRL that is not past its next update",
                denies
                        ? "put a new one there; until then clients of this CA are refused (on_stale_crl: deny)"
                        : "put a new one there; until then this one counts (on_stale_crl: allow)"));
    }

    private void warnIfEarly(CrlConfig config, RevocationList list, Problems problems) {
        if (list.thisUpdate().isAfter(now)) {
            problems.add(TlsLint.CRL_NOT_YET_VALID.at(
                    config.source(),
                    "CRL is not valid yet",
                    PemFiles.name(config.source()) + ": '" + list.issuerName() + "' issued it at " + list.thisUpdate()
                            + ", and now it is " + now,
                    "a CRL that was issued before now",
                    "see whether the clock of this machine or of the CA is wrong; this list counts all the same"));
        }
    }

    private String age(RevocationList list) {
        Duration age = Duration.between(list.thisUpdate(), now);
        return age.toDays() > 0
                ? age.toDays() + " days"
                : age.toHours() > 0 ? age.toHours() + " hours" : age.toMinutes() + " minutes";
    }

    /** What a check depends on. */
    private record Key(@Nullable String digest, Authority issuer) {}
}
