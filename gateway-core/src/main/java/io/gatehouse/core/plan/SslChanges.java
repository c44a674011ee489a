// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.HostPattern;
import io.gatehouse.config.SslConfig;
import io.gatehouse.core.plan.Change.Kind;
import io.gatehouse.core.plan.Change.What;
import io.gatehouse.tls.Quarantined;
import io.gatehouse.tls.SslObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What becomes of ssl objects, each compared with its successor. */
final class SslChanges {
    private SslChanges() {}

    static List<Change> of(ConfigDiff diff, Side old, Side next, Instant now, UnaryOperator<String> lastUsed) {
        List<Change> changes = new ArrayList<>();
        Set<String> faulty = new HashSet<>();
        next.index().quarantined().forEach(each -> faulty.add(each.id()));
        Set<String> rewritten = new HashSet<>(diff.ssls().changed());
        Set<String> known = new HashSet<>();
        for (SslObject before : old.index().objects()) {
            SslObject after = next.index().successorOf(before);
            if (after != null) {
                known.add(after.id());
                compare(before, after, rewritten.contains(before.id()), old, next, now, changes);
            } else if (!faulty.contains(before.id())) {
                changes.add(removed(before, lastUsed.apply(before.id())));
            }
        }
        for (SslObject after : next.index().objects()) {
            if (!known.contains(after.id())) {
                changes.add(added(after));
            }
        }
        Set<Quarantined> out = new HashSet<>(old.index().quarantined());
        for (Quarantined each : next.index().quarantined()) {
            if (!out.contains(each)) {
                changes.add(quarantined(each, old.index().byId(each.id()) != null));
            }
        }
        for (Quarantined each : old.index().quarantined()) {
            if (next.index().byId(each.id()) == null && !faulty.contains(each.id())) {
                changes.add(gone(each));
            }
        }
        identities(diff, old, next, changes);
        return changes;
    }

    /** Whether connections under an object end: it is gone, or asks for client certificates on other terms. */
    static boolean drains(SslObject before, @Nullable SslObject after) {
        return after == null || !after.asksAs(before);
    }

    private static void compare(
            SslObject before,
            SslObject after,
            boolean rewritten,
            Side old,
            Side next,
            Instant now,
            List<Change> changes) {
        if (!rewritten && after.servesAs(before)) {
            return;
        }
        Findings found = new Findings();
        found.compare("id", before.id(), after.id());
        found.compare("names", text(before.names()), text(after.names()));
        boolean sameNames = found.isEmpty();
        ServedChanges.compare(before, after, before.names(), now, found);
        found.compare("ocsp_stapling", staples(old, before), staples(next, after));
        found.lossIf(drains(before, after), Loss.CONNECTIONS_DRAINED);
        if (found.isEmpty() && (!rewritten || after.servesAs(before))) {
            return; // the same files in another place, a description, or what is told as a key of the process
        }
        boolean renewed = sameNames
                && !before.credentials().equals(after.credentials())
                && before.clientPolicy().equals(after.clientPolicy())
                && before.protocols().equals(after.protocols());
        changes.add(found.change(Kind.SSL, after.id(), renewed ? What.RENEWED : What.CHANGED));
    }

    private static boolean staples(Side side, SslObject object) {
        SslConfig config = side.ssls.get(object.id());
        return config != null && config.ocspStapling();
    }

    private static Change removed(SslObject before, String lastUsed) {
        Findings found = new Findings();
        found.compare("names", text(before.names()), "");
        ServedChanges.describe(before, "").forEach((field, value) -> found.compare(field, value, ""));
        found.compare("last_handshake", lastUsed, "");
        found.lossIf(true, Loss.CONNECTIONS_DRAINED);
        return found.change(Kind.SSL, before.id(), What.REMOVED);
    }

    private static Change gone(Quarantined before) {
        Findings found = new Findings();
        found.compare("names", text(before.names()), "");
        found.compare("quarantined", String.join("; ", before.reasons()), "");
        return found.change(Kind.SSL, before.id(), What.REMOVED);
    }

    private static Change added(SslObject after) {
        Findings found = new Findings();
        found.compare("names", "", text(after.names()));
        ServedChanges.describe(after, "").forEach((field, value) -> found.compare(field, "", value));
        return found.change(Kind.SSL, after.id(), What.ADDED);
    }

    private static Change quarantined(Quarantined object, boolean served) {
        Findings found = new Findings();
        found.compare("quarantined", "", String.join("; ", object.reasons()));
        found.lossIf(served, Loss.NAME_QUARANTINED);
        found.lossIf(served, Loss.CONNECTIONS_DRAINED);
        return found.change(Kind.SSL, object.id(), What.QUARANTINED);
    }

    /** Objects of type client are served to nobody: what they mean for upstreams is told there. */
    private static void identities(ConfigDiff diff, Side old, Side next, List<Change> changes) {
        diff.ssls().added().forEach(id -> identity(next.ssls.get(id), What.ADDED, changes));
        diff.ssls().removed().forEach(id -> identity(old.ssls.get(id), What.REMOVED, changes));
    }

    private static void identity(@Nullable SslConfig object, What what, List<Change> changes) {
        if (object != null && object.type() == SslConfig.Type.CLIENT) {
            changes.add(new Change(Kind.SSL, object.id(), what, List.of(), List.of()));
        }
    }

    private static String text(List<HostPattern> names) {
        return names.stream().map(HostPattern::toString).collect(Collectors.joining(", "));
    }
}
