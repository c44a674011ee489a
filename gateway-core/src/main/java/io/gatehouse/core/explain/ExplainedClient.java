// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.tls.ClientPolicy;
import io.gatehouse.tls.HandshakeRehearsal.End;
import io.gatehouse.tls.PeerIdentity;
import io.gatehouse.tls.PeerStanding;
import io.gatehouse.tls.RevocationList;
import io.gatehouse.tls.Revocations;
import io.gatehouse.tls.SslObject;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The client policy of an ssl object, and what it says of the certificate that a client shows. Pure functions. */
final class ExplainedClient {
    private static final int MOST_AUTHORITIES = 5;

    private ExplainedClient() {}

    /** What the handshake, which ended with {@code end}, asked and found. */
    static Step step(SslObject object, List<X509Certificate> shown, End end, Instant now) {
        if (object.clientPolicy().isEmpty()) {
            Facts facts = new Facts("client").with("policy", "none").with("verdict", "not_asked");
            return facts.says(
                    shown.isEmpty()
                            ? "is not asked for a certificate"
                            : "is not asked for a certificate, so it shows none");
        }
        ClientPolicy policy = object.clientPolicy().get();
        Facts facts = new Facts("client").with("policy", policy.word()).with("depth", policy.depth());
        String verdict = verdict(facts, policy, shown, end, now);
        authorities(facts, policy);
        if (policy.isByPath()) {
            facts.with("skip_mtls_uri_regex", policy.skipped());
            facts.note("paths that need none: " + String.join(" ", policy.skipped()));
        }
        policy.revocations().ifPresent(lists -> revocations(facts, lists, now));
        return facts.says(asked(policy) + ": " + verdict);
    }

    private static String asked(ClientPolicy policy) {
        if (policy.isByPath()) {
            return "must show a certificate, but for some paths";
        }
        return policy.isRequired() ? "must show a certificate" : "may show a certificate";
    }

    private static String verdict(Facts facts, ClientPolicy policy, List<X509Certificate> shown, End end, Instant now) {
        if (end instanceof End.Refused refused) {
            facts.with("verdict", shown.isEmpty() ? "missing" : "refused").with("reason", refused.detail());
            if (shown.isEmpty()) {
                facts.note("what becomes of a certificate: --client-cert FILE");
            }
            return shown.isEmpty() ? "it shows none" : "it is refused: " + refused.detail();
        }
        End.Established established = (End.Established) end;
        if (shown.isEmpty()) {
            facts.with("verdict", "none");
            return "it shows none";
        }
        if (established.tls().standing().isEmpty()) {
            facts.with("verdict", "counts_as_none")
                    .with("reason", established.tls().unverified());
            return "the one that it shows counts as none: " + established.tls().unverified();
        }
        return accepted(facts, policy, established.tls().standing().get(), established.underStaleCrl(), now);
    }

    private static String accepted(
            Facts facts, ClientPolicy policy, PeerStanding standing, boolean underStaleCrl, Instant now) {
        PeerIdentity peer = standing.peer();
        List<String> path =
                new ArrayList<>(peer.chain().stream().map(Words::subject).toList());
        path.add(Words.subject(peer.anchor()));
        long until = standing.under(policy, now.toEpochMilli()).untilMillis();
        facts.with("verdict", "accepted")
                .with("subject", peer.subject())
                .with("path", path)
                .with("fingerprint_sha256", peer.fingerprintSha256())
                .with("until", Instant.ofEpochMilli(until).toString())
                .with("under_stale_crl", underStaleCrl);
        facts.note("verified: '" + String.join("' issued by '", path) + "'");
        if (underStaleCrl) {
            facts.note("ACCEPTED UNDER A STALE CRL (on_stale_crl: allow)");
        }
        return "'" + peer.subject() + "' is accepted, " + Words.until(now, Instant.ofEpochMilli(until));
    }

    private static void authorities(Facts facts, ClientPolicy policy) {
        List<String> authorities = policy.anchors().stream().map(Words::subject).toList();
        facts.with("ca", authorities);
        authorities.stream().limit(MOST_AUTHORITIES).forEach(each -> facts.note("CA '" + each + "'"));
        if (authorities.size() > MOST_AUTHORITIES) {
            facts.note("and " + (authorities.size() - MOST_AUTHORITIES) + " more CAs");
        }
    }

    private static void revocations(Facts facts, Revocations revocations, Instant now) {
        List<Map<String, Object>> crls = new ArrayList<>();
        for (RevocationList each : revocations.lists()) {
            String next = each.nextUpdate().map(Instant::toString).orElse("");
            Map<String, Object> crl = new LinkedHashMap<>();
            crl.put("issuer", each.issuerName());
            crl.put("next_update", next);
            crl.put("entries", each.entries());
            crl.put("stale", each.isStale(now));
            crls.add(crl);
            facts.note("CRL of '" + each.issuerName() + "', next update " + (next.isEmpty() ? "not said" : next)
                    + (each.isStale(now) ? ", STALE" : "") + ", entries: " + each.entries());
        }
        facts.with("crls", crls);
    }
}
