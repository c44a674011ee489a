// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.config.AccessLogConfig;
import io.gatehouse.config.ListenerConfig;
import io.gatehouse.config.Location;
import io.gatehouse.core.log.WholeLines;
import io.gatehouse.proxy.exchange.ConnectionInfo;
import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.stream.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AccessLogTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void writesEveryLineBeforeItCloses() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log = new AccessLog(out)) {
            for (int i = 0; i < 1000; i++) {
                log.done(exchange("/" + i));
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1000);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("""
                {"time":"2026-11-23T20:44:50.000Z","client":"127.0.0.1:4000","listener":"127.0.0.1:80","host":"a.test",\
                "method":"GET","path":"/0","protocol":"HTTP/1.1","status":200,"outcome":"ok","attempts":1,\
                "request_bytes":0,"response_bytes":5,"total_ms":1.500,"upstream_ms":0.000}
                """);
    }

    @Test
    void aSlowDestinationCostsLinesAndNeverTime() throws InterruptedException {
        try (StuckLog stuck = new StuckLog()) {
            ExchangeRecord more = exchange("/more");
            long room = AccessLog.QUEUE_BYTES / AccessLog.bytesOf(more);
            for (int i = 0; i < room + 100; i++) {
                stuck.log.done(more);
            }
            assertThat(stuck.log.dropped()).isEqualTo(100);
        }
    }

    @Test
    void longRecordsFillTheQueueEarlier() throws InterruptedException {
        ExchangeRecord large = exchange("/" + "x".repeat(1 << 20));
        try (StuckLog stuck = new StuckLog()) {
            for (int i = 0; i < 100; i++) {
                stuck.log.done(large);
            }
            assertThat(stuck.log.dropped()).isEqualTo(100 - 31);
            stuck.letGo.countDown();
            for (long before = -1; before != stuck.log.dropped(); stuck.log.done(large)) {
                before = stuck.log.dropped(); // there is room again as soon as something was written
            }
        }
    }

    @Test
    void switchesToAnotherDestinationBetweenLines() throws IOException {
        for (int round = 0; round < 200; round++) { // the writer meets the switches at other places each time
            ByteArrayOutputStream before = new ByteArrayOutputStream();
            Path file = folder.resolve("access.log");
            Files.writeString(file, "kept\n");
            try (AccessLog log = new AccessLog(before)) {
                log.done(exchange("/1"));
                log.switchTo(LogFile.open(new AccessLogConfig(AccessLogConfig.Kind.FILE, file)));
                log.done(exchange("/2"));
                log.switchTo(null);
                log.done(exchange("/nowhere"));
                log.switchTo(LogFile.open(new AccessLogConfig(AccessLogConfig.Kind.FILE, file)));
                log.done(exchange("/3"));
            }
            assertThat(pathsOf(before.toString(StandardCharsets.UTF_8))).containsExactly("/1");
            assertThat(pathsOf(Files.readString(file))).containsExactly("kept", "/2", "/3");
        }
    }

    /** A second descriptor, which looks at the end of the file, is not kept until the next request comes. */
    @Test
    void aFileIsOpenOnceWhileNothingHappens() throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS));
        Path file = Files.writeString(folder.resolve("access.log"), "kept\n");
        CountDownLatch taken = new CountDownLatch(1);
        OutputStream destination = new FilterOutputStream(WholeLines.appendTo(file)) {
            @Override
            public void flush() throws IOException {
                super.flush();
                taken.countDown();
            }
        };
        try (AccessLog log = new AccessLog(null)) {
            log.switchTo(destination);
            assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(opened(file)).isEqualTo(1);
        }
        assertThat(opened(file)).isZero();
    }

    private static long opened(Path file) throws IOException {
        long count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : all) {
                count += each.toFile()
                                .getCanonicalPath()
                                .equals(file.toRealPath().toString())
                        ? 1
                        : 0;
            }
        }
        return count;
    }

    private static List<String> pathsOf(String lines) {
        return lines.lines()
                .map(line -> line.replaceFirst(".*\"path\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    /** As on a disk that is full, until there is room again. */
    @Test
    void aLineThatBreaksOffSpoilsNoOther() throws InterruptedException {
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.class);
        logger.addAppender(told);
        FullDisk disk = new FullDisk();
        AccessLog log = new AccessLog(new WholeLines(disk));
        try (log) {
            log.done(exchange("/1"));
            disk.awaitFailure();
            log.done(exchange("/2"));
            log.done(exchange("/3"));
            disk.awaitFailure();
            disk.full = false;
            log.done(exchange("/4"));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (told.list.isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait(); // is told once a second, whether or not there are other lines
            }
        } finally {
            logger.detachAppender(told);
        }
        assertThat(told.list.get(0).getFormattedMessage()).endsWith(" cause=\"no space left\"");
        assertThat(log.dropped()).isBetween(1L, 2L); // the second failure may have been of one line or of two
        assertThat(disk.written.toString(StandardCharsets.UTF_8).lines())
                .hasSize((int) (4 - log.dropped()))
                .allMatch(line -> line.lastIndexOf("{\"time\"") == 0 && line.endsWith("}"));
    }

    @Test
    void refusesWhatIsNotARegularFile() {
        assertThatThrownBy(() -> LogFile.open(new AccessLogConfig(AccessLogConfig.Kind.FILE, folder)))
                .hasMessage("is not a regular file");
    }

    /** Takes 20 octets, and no more as long as it is full. */
    private static final class FullDisk implements WritableByteChannel {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final Semaphore failures = new Semaphore(0);
        volatile boolean full = true;
        private int room = 20;

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (full && room == 0) {
                failures.release();
                throw new IOException("no space left");
            }
            byte[] taken = new byte[full ? room : bytes.remaining()];
            room = 0;
            bytes.get(taken);
            written.writeBytes(taken);
            return taken.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        void awaitFailure() throws InterruptedException {
            assertThat(failures.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A log whose first line never gets out until it is let go. */
    private static final class StuckLog implements AutoCloseable {
        final CountDownLatch letGo = new CountDownLatch(1);
        final AccessLog log;

        StuckLog() throws InterruptedException {
            CountDownLatch blocked = new CountDownLatch(1);
            log = new AccessLog(new OutputStream() {
                @Override
                public void write(int octet) {}

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    blocked.countDown();
                    try {
                        letGo.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            });
            log.done(exchange("/first"));
            assertThat(blocked.await(5, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() {
            letGo.countDown();
            log.close();
        }
    }

    private static ExchangeRecord exchange(String path) {
        ListenerConfig listener =
                new ListenerConfig(new Location("a.yaml", 1, 1), "127.0.0.1", 80, ListenerConfig.Protocol.HTTP);
        InetSocketAddress client = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);
        return new ExchangeRecord(
                Instant.parse("2026-11-23T20:44:50Z"),
                new ConnectionInfo(listener, client, null),
                "a.test",
                "GET",
                path,
                "HTTP/1.1",
                200,
                "",
                "",
                "",
                1,
                0,
                5,
                1_500_000,
                0,
                0,
                Outcome.OK,
                "");
    }
}
