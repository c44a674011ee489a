// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ClientAuthConfig.Mode;
import java.util.List;
import java.util.Set;

/** What happens to an ssl object between the handshake that makes a session and the one in which it is offered. */
enum CrossReload {
    NONE,
    /** A reload of the same files. */
    UNCHANGED,
    RENEWED_CERTIFICATE,
    OTHER_CA,
    OTHER_DEPTH,
    OTHER_MODE,
    OTHER_CRL,
    OTHER_PATHS,
    TICKETS_SWITCHED,
    /** Gone in one reload, back in the next. */
    REMOVED_AND_BACK,
    /** Served by another process from then on. */
    OTHER_PROCESS;

    /** The object afterwards; the same as before where there is nothing to change. */
    CrossSpec of(CrossSpec before) {
        return switch (this) {
            case NONE, UNCHANGED, REMOVED_AND_BACK, OTHER_PROCESS -> before;
            case RENEWED_CERTIFICATE -> before.withCertificates(Set.of("ec-renewed"));
            case OTHER_CA -> otherCa(before);
            case OTHER_DEPTH -> before.isOpen() ? before : before.asking(before.mode(), 1 - before.depth());
            case OTHER_MODE -> otherMode(before);
            case OTHER_CRL -> otherCrl(before);
            case OTHER_PATHS -> before.skips().isEmpty() ? before : before.skipping(Set.of("^/other"));
            case TICKETS_SWITCHED -> before.withTickets(!before.tickets());
        };
    }

    /** Whether this reload means something for such an object. */
    boolean concerns(CrossSpec before) {
        return this == NONE
                || this == UNCHANGED
                || this == REMOVED_AND_BACK
                || this == OTHER_PROCESS
                || !of(before).equals(before);
    }

    /** What is served after each reload, one after the other. */
    List<List<CrossSpec>> steps(List<CrossSpec> objects, CrossSpec touched) {
        List<CrossSpec> others =
                objects.stream().filter(each -> !each.equals(touched)).toList();
        List<CrossSpec> after = objects.stream()
                .map(each -> each.equals(touched) ? of(each) : each)
                .toList();
        return switch (this) {
            case NONE -> List.of();
            case REMOVED_AND_BACK -> List.of(others, after);
            default -> List.of(after);
        };
    }

    /** Whether sessions go on if the object is the same afterwards. Tickets need no memory but that of their keys. */
    boolean keepsSessions(boolean tickets, boolean sharedKeys) {
        return switch (this) {
            case REMOVED_AND_BACK -> tickets;
            case OTHER_PROCESS -> tickets && sharedKeys;
            default -> true;
        };
    }

    private static CrossSpec otherCa(CrossSpec before) {
        // a list needs its CA among those of the policy
        return before.isOpen() || before.revoked() != null
                ? before
                : before.trusting(before.authorities().contains("A") ? "B" : "A");
    }

    private static CrossSpec otherCrl(CrossSpec before) {
        Set<CrossClient> revoked = before.revoked();
        return revoked == null ? before : before.revoking(revoked.isEmpty() ? Set.of(CrossClient.ALICE) : Set.of());
    }

    private static CrossSpec otherMode(CrossSpec before) {
        if (before.isOpen()) {
            return before.trusting("A").asking(Mode.REQUIRED, 1);
        }
        Mode mode = before.mode() == Mode.REQUIRED ? Mode.OPTIONAL : Mode.REQUIRED;
        return before.skipping(Set.of()).asking(mode, before.depth()); // optional is optional for all paths
    }
}
