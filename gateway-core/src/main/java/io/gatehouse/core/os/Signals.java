// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import org.jspecify.annotations.Nullable;

/**
 * What the operating system asks of the process: SIGHUP to reload, SIGTERM or SIGINT to drain, a second one of these
 * to end at once.
 *
 * <p>A hang-up that comes before anybody can reload is kept: the reload happens once somebody can. Several of them are
 * one. Thread-safe; actions run on a thread of the JVM and must be short.
 */
public final class Signals {
    private @Nullable Runnable onHangup;
    private boolean hangupPending;
    private int stops;
    private boolean hearsHangup;

    private Signals() {}

    /** Takes SIGHUP over from the JVM, which would end the process. The first statement of the program. */
    public static Signals install() {
        Signals signals = new Signals();
        signals.hearsHangup = OsSignal.handle("HUP", signals::hangup);
        return signals;
    }

    /** False if the process was started with SIGHUP ignored, as {@code nohup} does: then none ever comes. */
    public boolean hearsHangup() {
        return hearsHangup;
    }

    /** From now on a hang-up runs the action; at once, if one came before. */
    public void onHangup(Runnable action) {
        boolean pending;
        synchronized (this) {
            onHangup = action;
            pending = hangupPending;
            hangupPending = false;
        }
        if (pending) {
            action.run();
        }
    }

    /** From now on the first SIGTERM or SIGINT runs {@code drain}, every further one {@code endNow}. */
    public void onStop(Runnable drain, Runnable endNow) {
        Runnable stop = () -> (firstStop() ? drain : endNow).run();
        OsSignal.handle("TERM", stop);
        OsSignal.handle("INT", stop);
    }

    private synchronized boolean firstStop() {
        return ++stops == 1;
    }

    private void hangup() {
        Runnable action;
        synchronized (this) {
            action = onHangup;
            hangupPending = action == null;
        }
        if (action != null) {
            action.run();
        }
    }
}
