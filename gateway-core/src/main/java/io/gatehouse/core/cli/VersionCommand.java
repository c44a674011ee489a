// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.config.TransportChoice;
import io.gatehouse.core.net.TransportUnavailableException;
import io.gatehouse.core.net.Transports;
import io.gatehouse.core.os.ExitCode;
import io.gatehouse.core.os.VersionInfo;
import io.gatehouse.tls.TlsLibrary;
import io.gatehouse.tls.TlsUnavailableException;
import io.netty.util.Version;
import java.util.List;
import java.util.Locale;

/** {@code gatehouse version}: what is needed to understand a report from elsewhere. Ends with 1 if this machine has no native TLS. */
final class VersionCommand implements Command {
    private static final int COLUMN = 11;

    @Override
    public String description() {
        return "Print the versions of Gatehouse and of what it runs on.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public int run() throws TransportUnavailableException {
        row("gatehouse", VersionInfo.gatehouse());
        row(
                "java",
                property("java.version") + " (" + property("java.vendor") + ", "
                        + property("os.name").toLowerCase(Locale.ROOT) + " " + property("os.arch") + ")");
        Version netty = Version.identify().get("netty-common");
        row("netty", netty == null ? "unknown" : netty.artifactVersion());
        row("transport", Transports.choose(TransportChoice.AUTO).name());
        try {
            TlsLibrary.ensureAvailable();
            row("tls", TlsLibrary.version() + " (netty-tcnative " + VersionInfo.tcnative() + ")");
            return ExitCode.OK;
        } catch (TlsUnavailableException e) {
            row("tls", "not available: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private static void row(String name, String value) {
        System.out.println(name + " ".repeat(COLUMN - name.length()) + value);
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
