// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import java.time.Duration;
import java.util.Optional;

/**
 * How a reload is wanted.
 *
 * @param cause what it is done for
 * @param requireSafe whether it is refused if anybody would lose by it
 * @param confirm how long to wait for a confirmation before going back to what ran; empty asks for none
 */
record ReloadOrder(Cause cause, boolean requireSafe, Optional<Duration> confirm) {
    /** As by SIGHUP. */
    static final ReloadOrder PLAIN = new ReloadOrder(Cause.ASKED, false, Optional.empty());

    /** Nobody asked: files changed. */
    static final ReloadOrder WATCHED = new ReloadOrder(Cause.FILES, false, Optional.empty());

    /** Who wants it. */
    enum Cause {
        /** An operator, by signal or command. */
        ASKED,
        /** The files that changed: what does not fit yet will, and is waited for. */
        FILES
    }
}
