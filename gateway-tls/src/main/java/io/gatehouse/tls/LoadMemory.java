// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.SslConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * What a load without errors leaves to the next, so that what did not change is the same instance and is not looked at again.
 * Immutable.
 *
 * @param ssls what it was asked to load
 * @param shared files that stand in different pairs of certificate and key
 * @param index its ssl objects
 * @param remarkable ids of those that were warned of
 * @param complete names of the intermediates that it has shown, if by them no chain was incomplete
 * @param policies its client policies by where they are from
 */
record LoadMemory(
        List<SslConfig> ssls,
        Set<Path> shared,
        SslIndex index,
        Set<String> remarkable,
        Optional<Set<X500Principal>> complete,
        Map<Object, ClientPolicy> policies) {
    /** Before the first load. */
    static final LoadMemory NONE = new LoadMemory(
            List.of(), Set.of(), new SslIndex(List.of(), List.of(), "", ""), Set.of(), Optional.empty(), Map.of());

    LoadMemory {
        remarkable = Set.copyOf(remarkable);
        policies = Map.copyOf(policies);
    }

    /** Whether it was asked to load the very same objects. */
    @SuppressWarnings("ReferenceEquality") // a configuration in which nothing changed is the same instance
    boolean isOf(List<SslConfig> others) {
        return ssls == others;
    }

    /** Whether the same certificates for the same names needed no word, and time alone does not change that. */
    boolean hadNothingToSayOf(SslConfig object, List<Credential> credentials, Instant now) {
        SslObject same = index.byId(object.id());
        return same != null
                && !remarkable.contains(object.id())
                && same.names().equals(object.names())
                && same.credentials().equals(credentials)
                && credentials.stream().allMatch(each -> each.isValidAt(now));
    }

    /** The object of before if it is equal. */
    SslObject orSame(SslObject object) {
        SslObject same = index.byId(object.id());
        return same != null && object.equals(same) ? same : object;
    }

    /** The policy of before if it is equal. */
    ClientPolicy orSame(Object source, ClientPolicy policy) {
        ClientPolicy same = policies.get(source);
        return same != null && policy.equals(same) ? same : policy;
    }
}
