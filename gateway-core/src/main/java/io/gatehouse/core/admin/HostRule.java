// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which Host values the admin listener answers: IP literals, {@code localhost}, and the configured host.
 *
 * <p>A page in an operator's browser can make a name of its own resolve to the loopback address and read what is
 * served there (DNS rebinding). It cannot do so without a name, and the browser sends that name as Host. So every
 * literal is fine, whatever the address; a supervisor that probes a pod by its address needs no configuration.
 */
final class HostRule {
    private final String configured;

    /** Allows also the host of the admin address as configured. */
    HostRule(String configuredHost) {
        this.configured = configuredHost.toLowerCase(Locale.ROOT);
    }

    /**
     * Whether a request with this Host is answered.
     *
     * @param host as sent; null if there is none, which no browser does
     */
    boolean admits(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return true;
        }
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals(configured)
                || NetUtil.isValidIpV4Address(name)
                || NetUtil.isValidIpV6Address(name);
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}
