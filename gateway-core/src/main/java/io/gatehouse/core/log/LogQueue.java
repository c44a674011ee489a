// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes the log on a thread of its own, because whoever reads it may stand still, and nobody else may wait for that.
 *
 * <p>Beyond {@value #QUEUE} lines that wait, further ones are dropped; so are those that cannot be written. They are counted, and a
 * line of the log says how many as soon as lines can be written again, once a second at most. That they cannot is said on standard error,
 * once each time it begins.
 */
final class LogQueue extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** The appender's name. */
    static final String NAME = "stdout";

    static final int QUEUE = 4096;

    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STOP_MILLIS = 1000;

    private final Encoder<ILoggingEvent> encoder;
    private final OutputStream out;
    private final Logger logger;
    private final Queue<ILoggingEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder dropped = new LongAdder();
    private final Thread writer = new Thread(this::writeAll, "gatehouse-log");
    private volatile boolean ends;
    private boolean works = true;
    private long told;
    private long toldAt = System.nanoTime();

    /**
     * Writes nothing yet.
     *
     * @param logger tells of dropped lines
     */
    LogQueue(Encoder<ILoggingEvent> encoder, OutputStream out, Logger logger) {
        this.encoder = encoder;
        this.out = out;
        this.logger = logger;
        setName(NAME);
        setContext(logger.getLoggerContext());
        writer.setDaemon(true);
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        if (queue.offer(event)) {
            LockSupport.unpark(writer);
        } else {
            dropped.increment();
        }
    }

    /** Lines dropped since the start. */
    long dropped() {
        return dropped.sum();
    }

    /** Writes what is queued, for a second at most. */
    @Override
    public void stop() {
        super.stop();
        ends = true;
        LockSupport.unpark(writer);
        try {
            writer.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        while (true) {
            ILoggingEvent event = queue.poll();
            if (event != null) {
                write(event);
                tellOfDropped();
            } else if (ends) {
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    /** False if it is dropped. */
    private boolean write(ILoggingEvent event) {
        byte[] line = encoder.encode(event);
        try {
            out.write(line, 0, line.length);
            works = true;
            return true;
        } catch (IOException e) {
            tellOfFailure(e);
            if (e instanceof WholeLines.LostException lost && lost.lines() == 0) {
                return true; // its end is kept
            }
            dropped.increment();
            return false;
        }
    }

    private void tellOfFailure(IOException cause) {
        if (works) {
            System.err.println("gatehouse: the log cannot be written to standard output: " + cause.getMessage()
                    + "; lines are dropped until it can");
        }
        works = false;
    }

    private void tellOfDropped() {
        long sum = dropped.sum();
        long now = System.nanoTime();
        if (sum > told && works && logger.isWarnEnabled() && (queue.isEmpty() || now - toldAt >= TELL_NANOS)) {
            toldAt = now;
            Object[] counts = {sum - told, sum};
            String message = "log lines dropped count={} total={}";
            if (write(new LoggingEvent(LogQueue.class.getName(), logger, Level.WARN, message, null, counts))) {
                told = sum;
            }
        }
    }
}
