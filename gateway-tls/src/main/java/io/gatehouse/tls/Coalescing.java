// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ClientAuthConfig;
import io.gatehouse.config.HostPattern;
import io.gatehouse.config.LintRule;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.config.SslConfig;
import io.gatehouse.tls.CertificateUse.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds certificates that cover a name of another ssl object which asks clients for something else. A client that coalesces
 * connections (RFC 9113, section 9.1.1) takes the one that it has for that name too, and is answered 421.
 *
 * <p>Under each name, and below each suffix, no more than two objects of different policies are kept: one of them differs from any
 * third. So it is linear in the number of names.
 */
final class Coalescing {
    static final LintRule RULE = new LintRule(
            "policy-coalescing",
            Severity.INFO,
            "a certificate covers names of ssl objects with different client policies");

    private final Map<String, List<SslConfig>> exact = new HashMap<>();
    private final Map<String, List<SslConfig>> below = new HashMap<>();

    private Coalescing() {}

    /** Tells of each served certificate, once for each ssl object, that covers such a name. */
    static void find(List<SslConfig> ssls, List<CertificateUse> uses, Consumer<Problem> found) {
        Coalescing names = new Coalescing();
        ssls.stream().filter(each -> each.client().isPresent()).forEach(names::add);
        if (names.exact.isEmpty() && names.below.isEmpty()) {
            return;
        }
        for (CertificateUse use : uses) {
            if (use.role() == Role.SERVER && use.object().isPresent()) {
                names.look(use, use.object().get(), found);
            }
        }
    }

    private void add(SslConfig object) {
        for (HostPattern each : object.names()) {
            switch (each.kind()) {
                case EXACT -> {
                    put(exact, each.name(), object);
                    int dot = each.name().indexOf('.');
                    if (dot > 0) {
                        put(below, each.name().substring(dot + 1), object);
                    }
                }
                case WILDCARD -> put(below, each.name(), object);
                case ANY -> {} // names that no certificate can be said to cover
            }
        }
    }

    private static void put(Map<String, List<SslConfig>> index, String name, SslConfig object) {
        List<SslConfig> known = index.computeIfAbsent(name, unused -> new ArrayList<>(1));
        if (known.size() < 2 && (known.isEmpty() || !terms(known.get(0)).equals(terms(object)))) {
            known.add(object);
        }
    }

    private void look(CertificateUse use, SslConfig own, Consumer<Problem> found) {
        for (String name : CertificateNames.dnsNames(use.leaf())) {
            SslConfig other = name.startsWith("*.")
                    ? differing(below.get(name.substring(2)), own)
                    : differing(exact.get(name), own);
            if (other != null) {
                found.accept(RULE.at(
                        use.source(),
                        "certificate covers names of ssl object '" + other.id()
                                + "', which asks clients for something else",
                        use.file() + " is valid for '" + name + "'; '" + other.id() + "' at " + other.where() + " has "
                                + names(other),
                        "certificates that cover the names of one client policy only",
                        "issue a certificate of its own for each policy; clients that coalesce connections get 421"));
                return;
            }
        }
    }

    private static @Nullable SslConfig differing(@Nullable List<SslConfig> objects, SslConfig own) {
        for (SslConfig each : objects == null ? List.<SslConfig>of() : objects) {
            if (!terms(each).equals(terms(own))) {
                return each;
            }
        }
        return null;
    }

    private static String names(SslConfig object) {
        String first = "'" + object.names().get(0) + "'";
        int more = object.names().size() - 1;
        return more == 0 ? first : first + " and " + more + " more";
    }

    /** What an object asks of clients, without its place and its revocation lists. */
    private static Optional<Terms> terms(SslConfig object) {
        return object.client().map(Terms::of);
    }

    private record Terms(Object ca, int depth, ClientAuthConfig.Mode mode, List<String> skip) {
        static Terms of(ClientAuthConfig client) {
            return new Terms(
                    client.ca().content(),
                    client.depth(),
                    client.mode(),
                    client.skip().texts());
        }
    }
}
