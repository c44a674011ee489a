// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of serving: ports close first, then every connection as soon as its running exchange is over, and at the deadline
 * whatever is left.
 */
final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final Duration PORTS = Duration.ofSeconds(1);
    private static final Duration CUT = Duration.ofSeconds(1);

    private final Engine engine;
    private final CompletableFuture<Void> hurry;

    /** Whatever is open is cut as soon as {@code hurry} completes, or at the deadline. */
    Drain(Engine engine, CompletableFuture<Void> hurry) {
        this.engine = engine;
        this.hurry = hurry;
    }

    /** Blocks until nothing is open; returns how many connections were cut. */
    int run(Duration timeout) {
        await(engine.listeners.retireAll(), PORTS);
        log.info("draining connections={} timeoutMs={}", engine.limit.open(), timeout.toMillis());
        engine.drain();
        CompletableFuture<Void> none = engine.limit.none();
        await(CompletableFuture.anyOf(none, hurry), timeout);
        if (none.isDone()) {
            return 0;
        }
        int cut = engine.limit.open();
        engine.cut();
        await(none, CUT);
        return cut;
    }

    private static void await(CompletableFuture<?> event, Duration most) {
        try {
            event.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // as good as over
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed so", e);
        }
    }
}
