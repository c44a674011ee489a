// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.tls.ClientPolicy;
import io.gatehouse.tls.DistinguishedName;
import io.gatehouse.tls.RevocationList;
import io.gatehouse.tls.Revocations;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether what is asked of client certificates becomes weaker, stricter, or both. */
final class PolicyChanges {
    private PolicyChanges() {}

    static void compare(Optional<ClientPolicy> before, Optional<ClientPolicy> after, Instant now, Findings found) {
        if (before.equals(after)) {
            return;
        }
        found.compare(
                "client",
                before.map(ClientPolicy::word).orElse("none"),
                after.map(ClientPolicy::word).orElse("none"));
        if (before.isPresent() && after.isPresent()) {
            compare(before.get(), after.get(), now, found);
        } else {
            found.lossIf(after.isEmpty(), Loss.CLIENT_POLICY_GONE);
            found.lossIf(before.isEmpty(), Loss.CLIENT_POLICY_STRICTER);
        }
    }

    /** The same where nobody is served by the first: only whom the second admits beyond it counts. */
    static void opened(Optional<ClientPolicy> before, Optional<ClientPolicy> after, Instant now, Findings found) {
        Findings all = new Findings();
        compare(before, after, now, all);
        all.losses().stream()
                .filter(each -> each == Loss.CLIENT_POLICY_GONE || each == Loss.CLIENT_POLICY_WEAKER)
                .forEach(each -> found.lossIf(true, each));
        all.differences().forEach(each -> found.compare(each.field(), each.before(), each.after()));
    }

    private static void compare(ClientPolicy before, ClientPolicy after, Instant now, Findings found) {
        found.compare("client.ca", names(before.anchors()), names(after.anchors()));
        found.compare("client.depth", before.depth(), after.depth());
        found.compare("client.skip_mtls_uri_regex", before.skipped(), after.skipped());
        found.compare("client.crl", lists(before), lists(after));
        found.compare("client.on_stale_crl", onStale(before), onStale(after));
        found.lossIf(admitsMore(before, after) || hasOlderList(before, after), Loss.CLIENT_POLICY_WEAKER);
        found.lossIf(
                admitsMore(after, before)
                        || (after.revocations().isPresent()
                                && !usable(after, now).containsAll(usable(before, now))),
                Loss.CLIENT_POLICY_STRICTER);
    }

    /** Whether the second admits clients that the first refuses; what lists say apart. */
    private static boolean admitsMore(ClientPolicy first, ClientPolicy second) {
        return rank(second) < rank(first)
                || (second.isByPath() && !first.isByPath()) // where a certificate that is refused counts as none
                || second.depth() > first.depth()
                || !new HashSet<>(first.anchors()).containsAll(second.anchors())
                || !new HashSet<>(first.skipped()).containsAll(second.skipped())
                || (first.revocations().isPresent()
                        && (second.revocations().isEmpty()
                                || (!allowsStale(first) && allowsStale(second))
                                || !issuers(first).containsAll(issuers(second))));
    }

    /** CAs with a list: where there are lists, clients of the others are refused. */
    private static Set<String> issuers(ClientPolicy policy) {
        return listsOf(policy).stream().map(RevocationList::issuerName).collect(Collectors.toSet());
    }

    /** CAs with a list that counts now. */
    private static Set<String> usable(ClientPolicy policy, Instant now) {
        return listsOf(policy).stream()
                .filter(each -> allowsStale(policy) || !each.isStale(now))
                .map(RevocationList::issuerName)
                .collect(Collectors.toSet());
    }

    private static int rank(ClientPolicy policy) {
        return policy.isRequired() ? 2 : policy.isByPath() ? 1 : 0;
    }

    private static boolean allowsStale(ClientPolicy policy) {
        return policy.revocations().map(Revocations::allowsStale).orElse(false);
    }

    private static String onStale(ClientPolicy policy) {
        return policy.revocations().isEmpty() ? "" : allowsStale(policy) ? "allow" : "deny";
    }

    /** Lists are renewed all the time; that one goes back to what was is no renewal. */
    private static boolean hasOlderList(ClientPolicy before, ClientPolicy after) {
        for (RevocationList old : listsOf(before)) {
            for (RevocationList next : listsOf(after)) {
                if (next.issuerName().equals(old.issuerName())
                        && next.thisUpdate().isBefore(old.thisUpdate())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<RevocationList> listsOf(ClientPolicy policy) {
        return policy.revocations().map(Revocations::lists).orElse(List.of());
    }

    private static String lists(ClientPolicy policy) {
        return listsOf(policy).stream()
                .map(list -> list.issuerName() + " of " + list.thisUpdate())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** CA certificates, each by subject and serial. */
    static String names(List<X509Certificate> anchors) {
        return anchors.stream()
                .map(each -> DistinguishedName.text(each.getSubjectX500Principal()) + " ("
                        + each.getSerialNumber().toString(16) + ")")
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
