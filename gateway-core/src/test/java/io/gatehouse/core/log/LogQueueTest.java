// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogQueueTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("test");
    private final Reader reader = new Reader();

    @Test
    void aReaderThatStandsStillCostsLinesAndTheLogSaysHowMany() throws InterruptedException {
        LogQueue queue = start();
        logger.warn("first");
        reader.awaitLine(); // and stands still
        for (int i = 0; i < LogQueue.QUEUE + 100; i++) {
            logger.warn("more");
        }
        assertThat(queue.dropped()).isEqualTo(100);

        reader.stops = false;
        reader.goOn.release();
        context.stop();

        assertThat(reader.text().lines())
                .hasSize(1 + LogQueue.QUEUE + 1)
                .last()
                .isEqualTo("log lines dropped count=100 total=100");
    }

    @Test
    void whatCannotBeWrittenIsCountedAndToldWhenItCanAgain() throws InterruptedException {
        reader.stops = false;
        LogQueue queue = start();
        reader.broken = true;
        logger.warn("lost");
        logger.warn("lost too");
        assertThat(reader.failures.tryAcquire(2, 5, TimeUnit.SECONDS)).isTrue();
        reader.broken = false;
        logger.warn("here");
        context.stop();

        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(reader.text()).isEqualTo("here\nlog lines dropped count=2 total=2\n");
    }

    private LogQueue start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        LogQueue queue = new LogQueue(encoder, reader, context.getLogger(LogQueue.class));
        queue.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(queue);
        return queue;
    }

    private static final class Reader extends OutputStream {
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        final Semaphore lines = new Semaphore(0);
        final Semaphore goOn = new Semaphore(0);
        final Semaphore failures = new Semaphore(0);
        volatile boolean stops = true;
        volatile boolean broken;

        @Override
        public void write(int octet) {
            read.write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (broken) {
                failures.release();
                throw new IOException("Broken pipe");
            }
            read.write(bytes, offset, length);
            lines.release();
            if (stops) {
                goOn.acquireUninterruptibly();
            }
        }

        void awaitLine() throws InterruptedException {
            assertThat(lines.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }

        String text() {
            return read.toString(StandardCharsets.UTF_8);
        }
    }
}
