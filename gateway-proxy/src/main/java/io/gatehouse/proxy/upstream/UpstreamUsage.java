// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.config.UpstreamConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters of every upstream. By id, so that they go on over reloads: the first {@value #NAMED} ids that the process is given have
 * their own, until it ends, and the others have theirs in common. Thread-safe.
 */
public final class UpstreamUsage {
    /** How many ids have counters of their own. */
    public static final int NAMED = 100;

    private final ConcurrentHashMap<String, UpstreamCounters> byId = new ConcurrentHashMap<>();
    private final UpstreamCounters others = new UpstreamCounters();
    private volatile boolean more; // than have their own

    /** These may be used from now on. One thread at a time. */
    public void configured(List<UpstreamConfig> upstreams) {
        for (UpstreamConfig each : upstreams) {
            if (byId.size() < NAMED) {
                byId.putIfAbsent(each.id(), new UpstreamCounters());
            } else if (!byId.containsKey(each.id())) {
                more = true;
            }
        }
    }

    UpstreamCounters of(Upstream upstream) {
        @Nullable UpstreamCounters own = byId.get(upstream.id());
        return own == null ? others : own;
    }

    /** By id, and by "" those of all others if there are any. */
    public Map<String, UpstreamCounters> all() {
        Map<String, UpstreamCounters> all = new TreeMap<>(byId);
        if (more) {
            all.put("", others);
        }
        return all;
    }
}
