// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import io.gatehouse.core.cli.CommandLine;
import io.gatehouse.core.log.LogbackProvider;
import io.gatehouse.core.os.DirectMemory;
import io.gatehouse.core.os.ExitCode;
import io.gatehouse.core.os.Signals;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The entry point of the process. */
public final class Main {
    /** How old what {@code /etc/hosts} says may be when a name is looked up. */
    private static final String HOSTS_NANOS = "10000000000";

    private Main() {}

    /** Takes over SIGHUP before anything else, then does what the command line says. */
    public static void main(String[] args) {
        Signals signals = Signals.install();
        if (!isSomewhere()) {
            System.err.println("gatehouse: the path of the current folder has characters that the locale does not have:"
                    + " start it with LC_ALL=C.UTF-8, or from another folder");
            System.exit(ExitCode.FAILED);
        }
        byDefault("io.netty.jfr.enabled", "false"); // a fifth of the start-up time, and 18 MB
        byDefault("io.netty.leakDetection.level", "disabled"); // stack traces of one buffer in 128: 3 % of a request
        byDefault("io.netty.hostsFileRefreshInterval", HOSTS_NANOS); // it would be read once, at the start
        byDefault(LogbackProvider.PROPERTY, LogbackProvider.class.getName());
        byDefault("slf4j.internal.verbosity", "WARN"); // it would tell standard error of the provider
        DirectMemory.settings().forEach(Main::byDefault);
        System.exit(CommandLine.execute(signals, args));
    }

    /** False in a folder from where no relative path leads anywhere; Java 17 would not even tell its options there. */
    private static boolean isSomewhere() {
        try {
            return Path.of(System.getProperty("user.dir")).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Sets what Netty and SLF4J read, unless the command line of the JVM does. */
    private static void byDefault(String property, String value) {
        System.getProperties().putIfAbsent(property, value);
    }
}
