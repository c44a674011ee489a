// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import io.gatehouse.core.cli.CommandLine;
import io.gatehouse.core.log.LogbackProvider;
import io.gatehouse.core.os.DirectMemory;
import io.gatehouse.core.os.Signals;

/** The entry point of the process. */
public final class Main {
    private Main() {}

    /** Takes over SIGHUP before anything else, then does what the command line says. */
    public static void main(String[] args) {
        Signals signals = Signals.install();
        byDefault("io.netty.jfr.enabled", "false"); // a fifth of the start-up time, and 18 MB
        byDefault("io.netty.leakDetection.level", "disabled"); // stack traces of one buffer in 128: 3 % of a request
        byDefault(LogbackProvider.PROPERTY, LogbackProvider.class.getName());
        byDefault("slf4j.internal.verbosity", "WARN"); // it would tell standard error of the provider
        DirectMemory.settings().forEach(Main::byDefault);
        System.exit(CommandLine.execute(signals, args));
    }

    /** Sets what Netty and SLF4J read, unless the command line of the JVM does. */
    private static void byDefault(String property, String value) {
        System.getProperties().putIfAbsent(property, value);
    }
}
