// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.net.BindFailedException;
import io.gatehouse.core.net.Listeners;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The generation that runs, and the step by which another one takes its place: everything that can fail is prepared, and only then
 * something changes, by one publication that cannot.
 *
 * <p>Reload thread only, but for {@link #snapshot}, {@link #generation}, {@link #loadedAt} and the drain.
 */
final class Running {
    private final Engine engine;
    private final Clock clock;
    private Loaded loaded;
    private volatile Instant loadedAt;
    private volatile boolean draining;

    /** {@code first} runs in the engine already. */
    Running(Engine engine, Loaded first, Clock clock) {
        this.engine = engine;
        this.clock = clock;
        this.loaded = first;
        this.loadedAt = clock.instant();
    }

    /** What the generation was made from. */
    Loaded loaded() {
        return loaded;
    }

    GatewaySnapshot snapshot() {
        return engine.snapshots.current();
    }

    long generation() {
        return snapshot().generation();
    }

    Instant loadedAt() {
        return loadedAt;
    }

    /**
     * Prepares everything that can fail, then publishes.
     *
     * @return false if the gateway is ending; then nothing has changed
     */
    boolean replace(Loaded next) throws BindFailedException, LogDestination.UnusableException {
        if (draining) {
            return false;
        }
        GatewaySnapshot snapshot = GatewaySnapshot.of(generation() + 1, next.config(), next.tls());
        engine.prepare(next.tls());
        try (Listeners.Change listeners = engine.listeners.prepare(next.config().listeners())) {
            OutputStream accessLog = LogDestination.open(next.config());
            boolean published = publish(next, snapshot, listeners, accessLog);
            if (!published) {
                closeUnused(accessLog);
            }
            return published;
        } catch (BindFailedException e) {
            if (draining) {
                return false; // it is the loops that end, and no address is at fault
            }
            throw e;
        }
    }

    private static void closeUnused(@Nullable OutputStream accessLog) {
        try {
            if (accessLog != null) {
                accessLog.close();
            }
        } catch (IOException e) {
            // nothing was written that could be lost
        }
    }

    /**
     * The point of no return: nothing in it can fail. Exclusive with the begin of a drain, after which no port may open.
     *
     * @return false if the gateway is ending; then nothing has changed
     */
    private synchronized boolean publish(
            Loaded next, GatewaySnapshot snapshot, Listeners.Change listeners, @Nullable OutputStream accessLog) {
        if (draining) {
            return false;
        }
        engine.accessLog.switchTo(accessLog);
        engine.publish(snapshot, next.tls());
        listeners.commit();
        runs(next);
        return true;
    }

    /**
     * Publishes what differs in revocation lists alone: no listener, no route and no upstream changes hands.
     *
     * @return false if the gateway is ending; then nothing has changed
     */
    synchronized boolean replaceLists(Loaded next) {
        if (draining) {
            return false;
        }
        engine.publishLists(snapshot().with(next.tls().index()), next.tls());
        runs(next);
        return true;
    }

    private void runs(Loaded next) {
        loaded = next;
        loadedAt = clock.instant();
    }

    /** Takes up the access log anew, because log rotation moves the file and then sends SIGHUP. */
    void reopenAccessLog() throws LogDestination.UnusableException {
        engine.accessLog.switchTo(LogDestination.open(loaded.config()));
    }

    /** From now on no other generation takes its place; any thread. */
    synchronized void beginDrain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }
}
