// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.snapshot;

/** The one place that says which snapshot is current: one volatile field. Thread-safe. */
public final class SnapshotHolder {
    private volatile GatewaySnapshot current;

    public SnapshotHolder(GatewaySnapshot first) {
        current = first;
    }

    /** Read it once for each handshake and each request, and carry it from there. */
    public GatewaySnapshot current() {
        return current;
    }

    /** From here on {@code next} decides. Called by the reload thread only. */
    public void publish(GatewaySnapshot next) {
        current = next;
    }
}
