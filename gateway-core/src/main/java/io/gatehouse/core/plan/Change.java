// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import java.util.List;

/**
 * What would become of one object, or of one name that clients ask for.
 *
 * @param losses in the order of their table, each once; empty if nobody loses by it
 */
public record Change(Kind kind, String id, What what, List<Difference> differences, List<Loss> losses) {
    public Change {
        differences = List.copyOf(differences);
        losses = losses.stream().sorted().distinct().toList();
    }

    /** What changes. */
    public enum Kind {
        /** A top-level key of {@code gateway.yaml}. */
        PROCESS,
        LISTENER,
        SSL,
        /** A name that an ssl object answers now and another one, or none, would answer. */
        NAME,
        UPSTREAM,
        ROUTE
    }

    /** How it changes. */
    public enum What {
        ADDED,
        REMOVED,
        CHANGED,
        /** The same object with other certificates. */
        RENEWED,
        /** Left out because it is faulty. */
        QUARANTINED
    }
}
