// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import java.time.Duration;
import java.util.Optional;

/**
 * How a reload is wanted.
 *
 * @param requireSafe whether it is refused if anybody would lose by it
 * @param confirm how long to wait for a confirmation before going back to what ran; empty asks for none
 */
record ReloadOrder(boolean requireSafe, Optional<Duration> confirm) {
    /** As by SIGHUP. */
    static final ReloadOrder PLAIN = new ReloadOrder(false, Optional.empty());
}
