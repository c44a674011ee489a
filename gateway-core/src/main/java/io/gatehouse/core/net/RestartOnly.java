// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problem;
import io.gatehouse.config.TransportChoice;
import java.util.List;

/** What a reload cannot change, by its effect: {@code auto} and the transport that it stands for on this machine are the same. Any thread. */
public final class RestartOnly {
    private static final String TRANSPORT = "transport";

    private RestartOnly() {}

    /** The changes between two configurations that need a restart; none, if a reload may take the one for the other. */
    public static List<Problem> of(ConfigDiff diff, GatewayConfig old, GatewayConfig now) {
        boolean same = isSame(old.transport(), now.transport());
        return diff.restartOnly().stream()
                .filter(problem -> !(same && problem.field().equals(TRANSPORT)))
                .toList();
    }

    private static boolean isSame(TransportChoice old, TransportChoice now) {
        try {
            return old == now
                    || Transports.choose(old)
                            .name()
                            .equals(Transports.choose(now).name());
        } catch (TransportUnavailableException e) {
            return false;
        }
    }
}
