// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.tls.SslObject;
import io.gatehouse.tls.UpstreamTls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Makes a plan. Pure functions; their time grows with the number of objects, and with that of the changed routes. */
public final class Planner {
    private static final Comparator<Change> LOSSES_FIRST =
            Comparator.comparing(change -> change.losses().isEmpty());

    private Planner() {}

    /**
     * What taking the one for the other would do. Both are valid, and what needs a restart is the same in both.
     *
     * @param now what the validity of certificates is compared with
     * @param lastUsed id of an ssl object to when it was last asked for, in words; "" if nobody knows
     */
    public static Plan plan(Loaded before, Loaded after, Instant now, UnaryOperator<String> lastUsed) {
        Side old = new Side(before.config(), before.tls());
        Side next = new Side(after.config(), after.tls());
        ConfigDiff diff = ConfigDiff.between(old.config, next.config);
        List<Change> changes = new ArrayList<>();
        changes.addAll(ProcessChanges.of(diff, old, next, now));
        changes.addAll(SslChanges.of(diff, old, next, now, lastUsed));
        changes.addAll(NameChanges.of(old, next, now));
        changes.addAll(UpstreamChanges.of(diff, old, next));
        changes.addAll(RouteChanges.of(diff, old, next));
        changes.sort(LOSSES_FIRST); // stable: otherwise in this order
        return new Plan(changes, effects(diff, old, next));
    }

    private static Effects effects(ConfigDiff diff, Side old, Side next) {
        List<String> rebuilt = new ArrayList<>();
        List<String> drained = new ArrayList<>();
        int kept = 0;
        for (SslObject object : old.index().objects()) {
            SslObject now = next.index().successorOf(object);
            if (SslChanges.drains(object, now)) {
                drained.add("ssls/" + object.id());
            }
            if (now != null && now.servesAs(object)) {
                kept++;
            } else if (now != null) {
                rebuilt.add("ssls/" + now.id());
            }
        }
        for (Map.Entry<String, UpstreamTls> each : old.tls.upstreams().entrySet()) {
            UpstreamTls now = next.tls.upstreams().get(each.getKey());
            if (now != null && !now.equals(each.getValue())) {
                rebuilt.add("upstreams/" + each.getKey());
            }
        }
        diff.listeners().removed().forEach(id -> drained.add("listeners/" + id));
        int listeners =
                old.config.listeners().size() - diff.listeners().removed().size();
        return new Effects(rebuilt, drained, kept, listeners);
    }
}
