// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.accesslog;

import io.gatehouse.core.log.WholeLines;
import io.gatehouse.proxy.exchange.ExchangeListener;
import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line per exchange on a thread of its own.
 *
 * <p>Event loops put records into a queue without waiting; it is bounded in bytes, of which each record counts for a
 * fixed share at least. When it is full, because the destination is slower than the traffic, lines are dropped and
 * counted, and one WARN a second says how many and why. So are lines that could not be written. The thread gathers
 * what came within {@value #GATHER_MILLIS} ms and writes it in one call. A change of the destination goes through the
 * same queue: the lines before it go to the old one, those after it to the new one.
 */
public final class AccessLog implements ExchangeListener, AutoCloseable {
    /** What the queued records may hold, about: for each a fixed share, and the text that its client chose. */
    static final long QUEUE_BYTES = 32L << 20;

    private static final int RECORD_BYTES = 2 << 10;

    /** Room for as many records as the bytes allow, and as many changes of the destination again. */
    private static final int QUEUE = (int) (2 * QUEUE_BYTES / RECORD_BYTES);

    private static final long GATHER_MILLIS = 5;
    private static final int WRITE_BYTES = 64 << 10;
    private static final String TOO_SLOW = "the destination is slower than the traffic";
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MILLIS = 2000;
    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

    /** Holds {@link ExchangeRecord}s and {@link Destination}s. */
    private final Queue<Object> queue = PlatformDependent.newFixedMpscQueue(QUEUE);

    private final AtomicLong queuedBytes = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final Thread writer = new Thread(this::writeAll, "gatehouse-access-log");
    private final ExchangeLine line = new ExchangeLine();
    private volatile boolean enabled;
    private volatile boolean waiting;
    private volatile boolean closed;
    private OutputStream out;
    private int gathered; // lines that are not written yet
    private String cause = TOO_SLOW;
    private long droppedReported;
    private long reportedAt = System.nanoTime();

    /**
     * Starts the thread.
     *
     * @param out owned and closed by the log; null for none
     */
    public AccessLog(@Nullable OutputStream out) {
        this.out = out == null ? OutputStream.nullOutputStream() : out;
        this.enabled = out != null;
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void done(ExchangeRecord exchange) {
        if (!enabled) {
            return;
        }
        int bytes = bytesOf(exchange);
        if (queuedBytes.addAndGet(bytes) > QUEUE_BYTES || !queue.offer(exchange)) {
            queuedBytes.addAndGet(-bytes);
            dropped.increment();
        } else {
            wakeWriter();
        }
    }

    private void wakeWriter() {
        if (waiting) {
            waiting = false;
            LockSupport.unpark(writer);
        }
    }

    static int bytesOf(ExchangeRecord exchange) {
        return RECORD_BYTES
                + exchange.method().length()
                + exchange.host().length()
                + exchange.path().length()
                + exchange.detail().length();
    }

    /**
     * Writes there what is done from now on, nowhere if null; what came before goes to the old destination, which is
     * then closed.
     *
     * @throws IllegalStateException if thousands of changes wait for a destination that is stuck
     */
    public void switchTo(@Nullable OutputStream destination) {
        queue.add(new Destination(destination));
        enabled = destination != null;
        wakeWriter();
    }

    /** Lines dropped since the start. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what is queued, for 2 s at most, and ends the thread. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
            if (writer.isAlive()) {
                log.warn("access log lines dropped at the end count={} cause=\"{}\"", queue.size(), TOO_SLOW);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        while (!closed || !queue.isEmpty()) {
            drain();
            if (isReportDue()) {
                reportDropped();
            }
            if (!closed) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS));
                awaitWork();
            }
        }
        close(out);
        reportDropped();
    }

    private void drain() {
        Object queued;
        for (int n = 0; n < QUEUE && (queued = queue.poll()) != null; n++) {
            if (queued instanceof ExchangeRecord exchange) {
                queuedBytes.addAndGet(-bytesOf(exchange));
                append(exchange);
                if (line.length() >= WRITE_BYTES) {
                    write();
                }
            } else {
                change((Destination) queued);
            }
        }
        write();
    }

    /** A record that cannot be put into words must not end the thread that writes all the others. */
    private void append(ExchangeRecord exchange) {
        try {
            line.append(exchange);
            gathered++;
        } catch (RuntimeException e) {
            line.dropUnfinished();
            dropped.increment();
            cause = "a fault of the gateway, " + e;
            log.debug("access log line failed", e);
        }
    }

    private void write() {
        if (gathered == 0) {
            return;
        }
        try {
            line.drainTo(out);
        } catch (IOException e) {
            dropped(e, gathered);
        }
        gathered = 0;
    }

    /** Counts what a failed write lost: {@code most} lines, if it does not say how many. */
    private void dropped(IOException failure, int most) {
        int lines = failure instanceof WholeLines.LostException lost ? lost.lines() : most;
        if (lines > 0) {
            dropped.add(lines);
            cause = String.valueOf(failure.getMessage());
        }
    }

    /** Parks until somebody has something, or there is something to report; sees whatever was put before {@code waiting} could be seen. */
    private void awaitWork() {
        waiting = true;
        while (waiting && queue.isEmpty() && !closed && !isReportDue()) {
            LockSupport.parkNanos(this, isReported() ? Long.MAX_VALUE : REPORT_NANOS);
        }
        waiting = false;
    }

    private void change(Destination asked) {
        write();
        OutputStream before = out;
        out = asked.out == null ? OutputStream.nullOutputStream() : asked.out;
        if (before instanceof WholeLines old && out instanceof WholeLines next) {
            next.goOnFrom(old);
        }
        close(before);
        try {
            out.flush(); // so that nothing but the destination stays open while nobody asks for anything
        } catch (IOException e) {
            log.debug("end of the access log cannot be read cause={}", e.getMessage());
        }
    }

    private boolean isReported() {
        return dropped.sum() == droppedReported;
    }

    private boolean isReportDue() {
        return !isReported() && System.nanoTime() - reportedAt >= REPORT_NANOS;
    }

    private void reportDropped() {
        if (!isReported()) {
            long sum = dropped.sum();
            log.warn("access log lines dropped count={} total={} cause=\"{}\"", sum - droppedReported, sum, cause);
            cause = TOO_SLOW;
            droppedReported = sum;
            reportedAt = System.nanoTime();
        }
    }

    private void close(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            dropped(e, 0);
            log.debug("access log cannot be closed cause={}", e.getMessage());
        }
    }

    private record Destination(@Nullable OutputStream out) {}
}
