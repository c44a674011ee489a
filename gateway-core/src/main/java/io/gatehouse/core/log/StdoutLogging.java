// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Logs to standard output, one line an event, times in UTC. The level is INFO, or what the system property {@value #LEVEL}
 * says; Netty itself is heard from WARN on. Lines are written by a thread of their own, because whoever reads standard output
 * may stand still, and nobody else may wait for that: beyond {@value #QUEUE} lines that wait, further ones are lost. Logback finds
 * it by itself where {@link LogbackProvider} is not asked for, as in tests.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class StdoutLogging extends ContextAwareBase implements Configurator {
    /** System property for the level: {@code debug}, {@code info}, {@code warn} or {@code error}. */
    public static final String LEVEL = "gatehouse.log.level";

    private static final int QUEUE = 4096;
    private static final String PATTERN = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\", UTC} %-5level %msg%n%ex{12}";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stdout = new ConsoleAppender<>();
        stdout.setContext(context);
        stdout.setEncoder(encoder);
        stdout.start();
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(QUEUE);
        queue.setDiscardingThreshold(0); // of any level, and only when it is full
        queue.setNeverBlock(true);
        queue.addAppender(stdout);
        queue.start();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(context::stop, "gatehouse-log-end")); // writes what is queued, for a second at most
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(queue);
        context.getLogger("io.gatehouse").setLevel(Level.toLevel(System.getProperty(LEVEL), Level.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
