// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest revocation list of each issuer that the objects of an index know, to be given to those of an older one. Loading thread. */
final class NewestLists {
    private final Map<Authority, RevocationList> byIssuer = new HashMap<>();
    private final Map<ClientPolicy, ClientPolicy> renewed = new HashMap<>();

    NewestLists(SslIndex index) {
        for (SslObject each : index.objects()) {
            listsOf(each.clientPolicy()).forEach(list -> byIssuer.merge(list.issuer(), list, Revocations::newer));
        }
    }

    /** The index with none that is older than these; itself if there is none. */
    SslIndex in(SslIndex older) {
        if (byIssuer.isEmpty()) {
            return older;
        }
        List<SslObject> objects = new ArrayList<>();
        for (SslObject each : older.objects()) {
            objects.add(each.clientPolicy().map(policy -> renewed(each, policy)).orElse(each));
        }
        return older.with(objects);
    }

    private SslObject renewed(SslObject object, ClientPolicy before) {
        ClientPolicy now = renewed.computeIfAbsent(before, this::renew);
        return now.equals(before) ? object : object.with(now);
    }

    private ClientPolicy renew(ClientPolicy before) {
        List<RevocationList> newest = new ArrayList<>();
        for (RevocationList each : listsOf(Optional.of(before))) {
            RevocationList other = byIssuer.get(each.issuer());
            newest.add(other == null ? each : Revocations.newer(other, each));
        }
        return newest.isEmpty()
                ? before
                : before.with(new Revocations(
                        newest,
                        before.anchors(),
                        before.revocations().orElseThrow().allowsStale()));
    }

    private static Collection<RevocationList> listsOf(Optional<ClientPolicy> policy) {
        return policy.flatMap(ClientPolicy::revocations).map(Revocations::lists).orElse(List.of());
    }
}
