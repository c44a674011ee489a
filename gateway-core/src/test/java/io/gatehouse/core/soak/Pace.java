// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How fast a peer goes: between two reads or writes it waits so long. */
enum Pace {
    FAST(0),
    SLOW(3);

    private final long millis;

    Pace(long millis) {
        this.millis = millis;
    }

    void step() {
        if (millis > 0) {
            pause(millis);
        }
    }

    /** A slow peer is what is tested here: there is nothing to wait for. */
    static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
