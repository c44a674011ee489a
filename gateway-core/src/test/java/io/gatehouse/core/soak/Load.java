// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import io.gatehouse.core.soak.HonestClient.Mix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All clients at once, for a time. */
final class Load {
    private static final int HONEST = 14;
    private static final int OF_FAULTY_UPSTREAMS = 8;
    private static final int HARMFUL = 10;
    private static final long LAST_EXCHANGE_SECONDS = 60;

    private final Doors doors;
    private final Tally tally;

    Load(Doors doors, Tally tally) {
        this.doors = doors;
        this.tally = tally;
    }

    /** Runs until the deadline; {@code everySecond} is done meanwhile. Returns when the last exchange is over. */
    void run(String phase, long seconds, Task everySecond) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < HONEST; i++) {
            clients.add(start(
                    new HonestClient(phase + "h" + i, Door.of(i), doors, Mix.HONEST, () -> before(deadline), tally)));
        }
        for (int i = 0; i < OF_FAULTY_UPSTREAMS; i++) {
            clients.add(start(
                    new HonestClient(phase + "f" + i, Door.of(i), doors, Mix.FAULTY, () -> before(deadline), tally)));
        }
        for (int i = 0; i < HARMFUL; i++) {
            clients.add(start(new HarmfulClient(phase + "x" + i, doors, () -> before(deadline), tally)));
        }
        while (before(deadline)) {
            Pace.pause(1_000);
            everySecond.run();
        }
        for (Thread each : clients) {
            each.join(TimeUnit.SECONDS.toMillis(LAST_EXCHANGE_SECONDS));
            if (each.isAlive()) {
                tally.violation("failed exchange", each.getName() + " still waits a minute after the end");
            }
        }
    }

    /** Something that may fail. */
    interface Task {
        void run() throws Exception;
    }

    private static boolean before(long deadline) {
        return deadline - System.nanoTime() > 0;
    }

    private static Thread start(Runnable client) {
        Thread thread = new Thread(null, client, client.toString(), 512 * 1024);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
