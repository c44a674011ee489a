// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.CrlConfig;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problems;
import io.gatehouse.config.SslConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Warns of revocation lists that are older than those that run: a backup that was copied back lets in who was revoked since. */
public final class OlderLists {
    private OlderLists() {}

    /** Compares each served ssl object with the one of the same id in the running index; once, however many share a policy. Loading thread. */
    public static void warn(SslIndex running, SslIndex next, GatewayConfig config, Problems problems) {
        Map<String, SslObject> others = new HashMap<>();
        next.otherThan(running).forEach(each -> others.put(each.id(), each));
        Set<Pair> seen = new HashSet<>();
        for (SslConfig each : others.isEmpty() ? List.<SslConfig>of() : config.ssls()) {
            Optional<CrlConfig> crl = each.client().flatMap(client -> client.crl());
            SslObject now = others.get(each.id());
            SslObject before = running.byId(each.id());
            if (crl.isEmpty() || now == null || before == null) {
                continue;
            }
            Pair pair = new Pair(before.clientPolicy(), now.clientPolicy());
            if (seen.add(pair)) {
                warn(listsOf(pair.before), listsOf(pair.now), crl.get(), problems);
            }
        }
    }

    /** The same for the lists of one policy. */
    static void warn(List<RevocationList> before, List<RevocationList> now, CrlConfig crl, Problems problems) {
        for (RevocationList was : before) {
            for (RevocationList is : now) {
                if (is.issuer().equals(was.issuer()) && is.thisUpdate().isBefore(was.thisUpdate())) {
                    problems.warning(
                            crl.source().where(),
                            crl.source().field(),
                            "CRL is older than the running one",
                            PemFiles.name(crl.source()) + ": '" + is.issuerName() + "' issued it at " + is.thisUpdate()
                                    + ", the running one at " + was.thisUpdate(),
                            "the newest CRL of its CA",
                            "see who writes this file: what was revoked meanwhile is accepted again");
                }
            }
        }
    }

    private static List<RevocationList> listsOf(Optional<ClientPolicy> policy) {
        return policy.flatMap(ClientPolicy::revocations).map(Revocations::lists).orElse(List.of());
    }

    /** What an object asks of clients, and asked. */
    private record Pair(Optional<ClientPolicy> before, Optional<ClientPolicy> now) {}
}
