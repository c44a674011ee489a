// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.core.plan.Change.Kind;
import io.gatehouse.core.plan.Change.What;
import io.gatehouse.tls.Quarantined;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslIndex.Selection;
import io.gatehouse.tls.SslObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names that are refused because their ssl object is quarantined, and will not be any more. Nobody is served there now, so nothing is
 * lost for clients; but who protects a name by an object must hear when others answer it, or nobody does.
 */
final class QuarantineEnds {
    private final Map<String, Quarantined> byName = new HashMap<>();
    private final Map<String, Quarantined> byId = new HashMap<>();
    private final String defaultSsl;
    private final UnansweredHosts opened;
    private final Instant now;

    /** @param opened hosts that are forwarded in {@code old}'s successor though no ssl object answers them there */
    QuarantineEnds(Side old, UnansweredHosts opened, Instant now) {
        for (Quarantined each : old.index().quarantined()) {
            byId.put(each.id(), each);
            each.names().forEach(name -> byName.put(name.toString(), each));
        }
        this.defaultSsl = old.config.tls().defaultSsl();
        this.opened = opened;
        this.now = now;
    }

    /** What is to be told of a name. */
    Optional<Change> of(String id, HostPattern name, Selection before, Selection after) {
        Quarantined object = before.reason() == SslIndex.Reason.QUARANTINED ? objectOf(before) : null;
        if (object == null || after.reason() == SslIndex.Reason.QUARANTINED) {
            return Optional.empty();
        }
        SslObject next = after.object();
        Findings found = new Findings();
        if (next != null) {
            boolean another = !next.id().equals(object.id());
            PolicyChanges.opened(object.clientPolicy(), next.clientPolicy(), now, found);
            if (!another && found.losses().isEmpty()) {
                return Optional.empty(); // it is served again, as before
            }
            found.compare("ssl", object.id() + " (quarantined)", next.id());
        } else {
            boolean forwarded = after.reason() == SslIndex.Reason.UNKNOWN_NAME && opened.include(name.probe(), before);
            found.lossIf(forwarded && object.clientPolicy().isPresent(), Loss.CLIENT_POLICY_GONE);
            found.compare("ssl", object.id() + " (quarantined)", NameChanges.refused(after));
        }
        return Optional.of(found.change(Kind.NAME, id, What.CHANGED));
    }

    private @Nullable Quarantined objectOf(Selection selection) {
        Quarantined named = byName.get(selection.matchedPattern());
        return named == null ? byId.get(defaultSsl) : named;
    }
}
