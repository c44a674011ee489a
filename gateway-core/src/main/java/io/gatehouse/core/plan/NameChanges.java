// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.core.plan.Change.Kind;
import io.gatehouse.core.plan.Change.What;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslIndex.Selection;
import io.gatehouse.tls.SslObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which names another ssl object would answer, or none. Asks the tables that handshakes ask: a wildcard by a name that only it can
 * match.
 */
final class NameChanges {
    /** Stands for any label that is not configured: no name holds it. */
    private static final String ANY_LABEL = "?";

    private NameChanges() {}

    static List<Change> of(SslIndex old, SslIndex next, Instant now) {
        List<Change> changes = new ArrayList<>();
        for (HostPattern name : names(old, next)) {
            Selection before = old.byHost(probe(name));
            compare(text(name), name, before, next.byHost(probe(name)), now, changes);
        }
        compare("(no SNI)", HostPattern.ANY, old.bySni(null), next.bySni(null), now, changes);
        return changes;
    }

    private static Set<HostPattern> names(SslIndex old, SslIndex next) {
        Set<HostPattern> names = new LinkedHashSet<>();
        old.objects().forEach(each -> names.addAll(each.names()));
        next.objects().forEach(each -> names.addAll(each.names()));
        next.quarantined().forEach(each -> names.addAll(each.names()));
        names.add(HostPattern.ANY);
        return names;
    }

    /** Nobody loses a name that nobody answers; and what one object makes of its own names is told by that object. */
    private static void compare(
            String id, HostPattern name, Selection before, Selection after, Instant now, List<Change> changes) {
        SslObject old = before.object();
        SslObject next = after.object();
        if (old == null || (next != null && next.id().equals(old.id()))) {
            return;
        }
        Findings found = new Findings();
        if (next == null) {
            found.compare("ssl", old.id(), "refused (" + after.reason().name().toLowerCase(Locale.ROOT) + ")");
            boolean quarantined = after.reason() == SslIndex.Reason.QUARANTINED;
            found.lossIf(true, quarantined ? Loss.NAME_QUARANTINED : Loss.NAME_LOST);
            changes.add(found.change(Kind.NAME, id, What.REMOVED));
        } else {
            found.compare("ssl", old.id(), next.id());
            ServedChanges.compare(old, next, List.of(name), now, found);
            changes.add(found.change(Kind.NAME, id, What.CHANGED));
        }
    }

    private static String probe(HostPattern name) {
        return switch (name.kind()) {
            case EXACT -> name.name();
            case WILDCARD -> ANY_LABEL + "." + name.name();
            case ANY -> ANY_LABEL;
        };
    }

    private static String text(HostPattern name) {
        return name.kind() == HostPattern.Kind.ANY ? "(any other name)" : name.toString();
    }
}
