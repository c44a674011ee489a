// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Gives SLF4J a Logback with {@link StdoutLogging}, where Logback's own provider would look for configurations first. */
public final class LogbackProvider implements SLF4JServiceProvider {
    /** System property by which SLF4J is told the provider, so that it does not look for one either. */
    public static final String PROPERTY = "slf4j.provider";

    private final LoggerContext context = new LoggerContext();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter diagnostics = new LogbackMDCAdapter();

    @Override
    public void initialize() {
        context.setName("default");
        context.setMDCAdapter(diagnostics);
        new StdoutLogging(WholeLines.stdout()).configure(context);
        context.start();
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return context;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return diagnostics;
    }

    /** The same as Logback says: any 2.0. */
    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
