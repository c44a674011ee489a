// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.Label;
import io.gatehouse.core.plan.Change.Kind;
import io.gatehouse.core.plan.Change.What;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslIndex.Selection;
import io.gatehouse.tls.SslObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which names another ssl object would answer, or none. Asks the tables that handshakes ask: a wildcard by a name that only it can
 * match.
 */
final class NameChanges {
    private NameChanges() {}

    static List<Change> of(Side old, Side next, Instant now) {
        List<Change> changes = new ArrayList<>();
        UnansweredHosts open = new UnansweredHosts(old, next.index(), RouteChanges::forwards);
        UnansweredHosts opened = new UnansweredHosts(next, old.index(), RouteChanges::forwards);
        UnansweredHosts redirected = new UnansweredHosts(old, next.index(), RouteChanges::leadsAway);
        QuarantineEnds ends = new QuarantineEnds(old, opened, now);
        for (HostPattern name : names(old.index(), next.index())) {
            Selection before = old.index().byHost(name.probe());
            Selection after = next.index().byHost(name.probe());
            if (!isSameObject(before, after, next.index())) {
                compare(text(name), name, before, after, opened, now, changes);
            }
            if (before.reason() == SslIndex.Reason.UNKNOWN_NAME
                    && ((asksForMore(after) && open.include(name.probe(), after))
                            || (judgesAnew(after, old.index()) && redirected.include(name.probe(), after)))) {
                changes.add(closed(name, after));
            }
            ends.of(text(name), name, before, after).ifPresent(changes::add);
        }
        Selection before = old.index().bySni(null);
        Selection after = next.index().bySni(null);
        if (!isSameObject(before, after, next.index())) {
            compare("(no SNI)", HostPattern.ANY, before, after, opened, now, changes);
        }
        ends.of("(no SNI)", HostPattern.ANY, before, after).ifPresent(changes::add);
        return changes;
    }

    private static Set<HostPattern> names(SslIndex old, SslIndex next) {
        Set<HostPattern> names = new LinkedHashSet<>();
        old.objects().forEach(each -> names.addAll(each.names()));
        old.quarantined().forEach(each -> names.addAll(each.names()));
        next.objects().forEach(each -> names.addAll(each.names()));
        next.quarantined().forEach(each -> names.addAll(each.names()));
        names.add(HostPattern.ANY);
        return names;
    }

    /** Then what it makes of its own names is told by that object. */
    private static boolean isSameObject(Selection before, Selection after, SslIndex next) {
        SslObject object = before.object();
        return object != null && after.object() != null && Objects.equals(next.successorOf(object), after.object());
    }

    /** Nobody loses a name that nobody answers. */
    private static void compare(
            String id,
            HostPattern name,
            Selection before,
            Selection after,
            UnansweredHosts opened,
            Instant now,
            List<Change> changes) {
        SslObject old = before.object();
        SslObject next = after.object();
        if (old == null) {
            return;
        }
        Findings found = new Findings();
        if (next == null) {
            found.compare("ssl", old.id(), refused(after));
            boolean quarantined = after.reason() == SslIndex.Reason.QUARANTINED;
            found.lossIf(true, quarantined ? Loss.NAME_QUARANTINED : Loss.NAME_LOST);
            found.lossIf(
                    old.clientPolicy().isPresent()
                            && after.reason() == SslIndex.Reason.UNKNOWN_NAME
                            && opened.include(name.probe(), before),
                    Loss.CLIENT_POLICY_GONE);
            changes.add(found.change(Kind.NAME, id, What.REMOVED));
        } else {
            found.compare("ssl", old.id(), next.id());
            ServedChanges.compare(old, next, List.of(name), now, found);
            changes.add(found.change(Kind.NAME, id, What.CHANGED));
        }
    }

    /**
     * A host that no object answers is served in clear text, and on connections for other names; not any more when its object asks
     * for client certificates, or is quarantined.
     */
    private static boolean asksForMore(Selection after) {
        return after.reason() == SslIndex.Reason.QUARANTINED
                || (after.object() != null && after.object().clientPolicy().isPresent());
    }

    /**
     * A redirect comes before 421, but not before what a policy says of paths and lists to a client whose connection enforced its
     * terms.
     */
    private static boolean judgesAnew(Selection after, SslIndex old) {
        SslObject next = after.object();
        return next != null
                && next.clientPolicy()
                        .filter(policy ->
                                policy.isByPath() || policy.revocations().isPresent())
                        .isPresent()
                && old.objects().stream().anyMatch(next::asksAs);
    }

    private static Change closed(HostPattern name, Selection after) {
        SslObject next = after.object();
        Findings found = new Findings();
        found.compare("ssl", "", next == null ? refused(after) : next.id());
        found.lossIf(true, next == null ? Loss.NAME_QUARANTINED : Loss.CLIENT_POLICY_STRICTER);
        return found.change(Kind.NAME, text(name), What.ADDED);
    }

    /** That nobody answers, and why. */
    static String refused(Selection selection) {
        return "refused (" + Label.of(selection.reason()) + ")";
    }

    private static String text(HostPattern name) {
        return name.kind() == HostPattern.Kind.ANY ? "(any other name)" : name.toString();
    }
}
