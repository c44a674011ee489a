// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a load has done. The event loop counts; who waits for the end reads. */
final class Tally {
    private final CountDownLatch running;
    private long units;
    private long errors;
    private String firstError = "";

    /** {@code parts}: how many ends make the end of all. */
    Tally(int parts) {
        this.running = new CountDownLatch(parts);
    }

    void unit() {
        units(1);
    }

    void units(long count) {
        units += count;
    }

    void error(String why) {
        errors++;
        if (firstError.isEmpty()) {
            firstError = why;
            System.err.println("load: " + why);
        }
    }

    void ended() {
        running.countDown();
    }

    /** Waits for all ends. */
    void await(long seconds) throws InterruptedException {
        if (!running.await(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no end after " + seconds + " s; " + this);
        }
    }

    long done() {
        return units;
    }

    @Override
    public String toString() {
        return "units=" + units + " errors=" + errors;
    }
}
