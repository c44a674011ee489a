// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * What differs between two configurations, by the ids of objects and by content; places in files do not count.
 *
 * <p>The content of PEM files is not compared here: the same path with other bytes is the same configuration.
 *
 * @param listeners by address and protocol
 * @param ssls by id
 * @param upstreams by id, those written inside routes included
 * @param routes by id
 * @param routesReordered whether routes that are in both stand in another order, by which another one may answer
 * @param process names of the top-level keys of {@code gateway.yaml} whose values changed
 * @param restartOnly errors for what cannot change in a running process
 */
public record ConfigDiff(
        Changes listeners,
        Changes ssls,
        Changes upstreams,
        Changes routes,
        boolean routesReordered,
        List<String> process,
        List<Problem> restartOnly) {

    public ConfigDiff {
        process = List.copyOf(process);
        restartOnly = List.copyOf(restartOnly);
    }

    /** Compares the running configuration with the one to take its place. */
    public static ConfigDiff between(GatewayConfig old, GatewayConfig now) {
        return new ConfigDiff(
                changes(old.listeners(), now.listeners(), ConfigDiff::key),
                changes(old.ssls(), now.ssls(), SslConfig::id),
                changes(old.allUpstreams(), now.allUpstreams(), UpstreamConfig::id),
                changes(old.routes(), now.routes(), RouteConfig::id),
                areReordered(old.routes(), now.routes()),
                changedKeys(process(old), process(now)),
                restartOnly(old, now));
    }

    /** Whether the two say the same. */
    public boolean isEmpty() {
        return listeners.isEmpty()
                && ssls.isEmpty()
                && upstreams.isEmpty()
                && routes.isEmpty()
                && !routesReordered
                && process.isEmpty();
    }

    private static String key(ListenerConfig listener) {
        String protocol = listener.protocol() == ListenerConfig.Protocol.HTTPS ? "https" : "http";
        return protocol + "://" + listener.address();
    }

    /** Objects of files that did not change are the same instances; their content is not looked at. */
    @SuppressWarnings("ReferenceEquality") // the quick answer first
    private static <T extends Record> Changes changes(List<T> old, List<T> now, Function<T, String> key) {
        if (old == now) {
            return Changes.NONE;
        }
        Set<T> kept = identities(now);
        kept.retainAll(identities(old));
        if (kept.size() == old.size() && kept.size() == now.size()) {
            return Changes.NONE;
        }
        return Changes.between(byKey(old, key, kept), byKey(now, key, kept));
    }

    @SuppressWarnings("ReferenceEquality") // the quick answer first
    private static boolean areReordered(List<RouteConfig> old, List<RouteConfig> now) {
        if (old == now) {
            return false;
        }
        Set<String> before = ids(old);
        Set<String> after = ids(now);
        Set<String> kept = new HashSet<>(before);
        kept.retainAll(after);
        before.retainAll(kept);
        after.retainAll(kept);
        return !List.copyOf(before).equals(List.copyOf(after));
    }

    private static Set<String> ids(List<RouteConfig> routes) {
        Set<String> ids = new LinkedHashSet<>(2 * routes.size());
        routes.forEach(each -> ids.add(each.id()));
        return ids;
    }

    private static <T> Set<T> identities(List<T> objects) {
        Set<T> identities = Collections.newSetFromMap(new IdentityHashMap<>(objects.size()));
        identities.addAll(objects);
        return identities;
    }

    /** The content of each object; several of one key, such as listeners on port 0, are one entry. */
    private static <T extends Record> Map<String, Object> byKey(List<T> objects, Function<T, String> key, Set<T> kept) {
        Map<String, Object> contents = new LinkedHashMap<>(2 * objects.size());
        for (T object : objects) {
            Object content = kept.contains(object) ? object : Content.of(object);
            contents.merge(key.apply(object), content, (first, next) -> List.of(first, next));
        }
        return contents;
    }

    private static Map<String, Object> process(GatewayConfig config) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("tls", config.tls());
        values.put("limits", config.limits());
        values.put("timeouts", config.timeouts());
        values.put("trusted_proxies", config.trustedProxies());
        values.put("forwarded", config.forwarded());
        values.put("client_cert_chain", config.clientCertChain());
        values.put("event_loops", config.eventLoops());
        values.put("transport", config.transport());
        values.put("shutdown", config.drainTimeout());
        values.put("access_log", config.accessLog());
        values.put("admin", config.admin());
        values.put("on_invalid_object", config.onInvalidObject());
        values.put("expiry", config.expiry());
        values.put("watch", config.watch());
        return values;
    }

    private static List<String> changedKeys(Map<String, Object> old, Map<String, Object> now) {
        return old.keySet().stream()
                .filter(key -> !Objects.equals(old.get(key), now.get(key)))
                .toList();
    }

    private static List<Problem> restartOnly(GatewayConfig old, GatewayConfig now) {
        List<Problem> problems = new ArrayList<>();
        if (old.eventLoops() != now.eventLoops()) {
            problems.add(needsRestart(now, "event_loops", "" + now.eventLoops(), "" + old.eventLoops()));
        }
        if (old.transport() != now.transport()) {
            problems.add(needsRestart(now, "transport", Label.of(now.transport()), Label.of(old.transport())));
        }
        if (!old.admin().address().equals(now.admin().address())) {
            String found = now.admin().address();
            problems.add(needsRestart(now, "admin.address", found, old.admin().address()));
        }
        return problems;
    }

    private static Problem needsRestart(GatewayConfig now, String field, String found, String running) {
        return new Problem(
                Severity.ERROR,
                now.where(),
                field,
                "a change here needs restart",
                "'" + found + "'",
                "'" + running + "', with which this process was started",
                "undo the change and reload, or restart the gateway; nothing of this reload was applied");
    }

    /** Ids of objects of one kind, each list in the order of the files. */
    public record Changes(List<String> added, List<String> changed, List<String> removed) {
        private static final Changes NONE = new Changes(List.of(), List.of(), List.of());

        public Changes {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
        }

        /** Whether nothing changed. */
        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }

        private static Changes between(Map<String, Object> old, Map<String, Object> now) {
            List<String> added = new ArrayList<>();
            List<String> changed = new ArrayList<>();
            for (Map.Entry<String, Object> entry : now.entrySet()) {
                Object before = old.get(entry.getKey());
                if (before == null) {
                    added.add(entry.getKey());
                } else if (!before.equals(entry.getValue())) {
                    changed.add(entry.getKey());
                }
            }
            List<String> removed =
                    old.keySet().stream().filter(id -> !now.containsKey(id)).toList();
            return new Changes(added, changed, removed);
        }
    }
}
