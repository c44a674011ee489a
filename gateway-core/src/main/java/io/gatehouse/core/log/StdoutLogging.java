// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/**
 * Logs to standard output through a {@link LogQueue}, one line an event, times in UTC. The level is INFO, or what the system property
 * {@value #LEVEL} says; Netty itself is heard from WARN on. Logback finds it by itself where {@link LogbackProvider} is not asked
 * for, as in tests.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class StdoutLogging extends ContextAwareBase implements Configurator {
    /** System property for the level: {@code debug}, {@code info}, {@code warn} or {@code error}. */
    public static final String LEVEL = "gatehouse.log.level";

    private static final String PATTERN = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\", UTC} %-5level %msg%n%ex{12}";

    /**
     * Quotes what DNS servers send, line ends included, and tells of public ones that nobody here asks. That a name does not resolve is
     * told by who needs it.
     */
    private static final String DNS = "io.netty.resolver.dns";

    private final OutputStream out;

    /** Logs to {@link System#out}, whatever that is at the time. */
    public StdoutLogging() {
        this(new SystemOut());
    }

    StdoutLogging(OutputStream out) {
        this.out = out;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        LogQueue queue = new LogQueue(encoder, out, context.getLogger(LogQueue.class));
        queue.addFilter(new ThrownByDns());
        queue.start();
        Runtime.getRuntime().addShutdownHook(new Thread(context::stop, "gatehouse-log-end")); // writes what is queued
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        context.getLogger(DNS).setLevel(Level.OFF);
        root.addAppender(queue);
        context.getLogger("io.gatehouse").setLevel(Level.toLevel(System.getProperty(LEVEL), Level.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Lines of the log that were dropped since the start. */
    public static long dropped() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                        && context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(LogQueue.NAME)
                                instanceof LogQueue queue
                ? queue.dropped()
                : 0;
    }

    /** What the DNS client throws at answers that make no sense, such as names in a circle, goes to another logger of Netty. */
    private static final class ThrownByDns extends Filter<ILoggingEvent> {
        private static final String THROWN = "An exception was thrown by " + DNS + ".";

        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getMessage().startsWith(THROWN) ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }

    private static final class SystemOut extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            System.out.write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            System.out.write(bytes, offset, length);
            System.out.flush();
        }
    }
}
