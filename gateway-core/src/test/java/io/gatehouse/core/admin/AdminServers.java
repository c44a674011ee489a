// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.gatehouse.config.AdminConfig;
import io.gatehouse.config.Location;
import io.gatehouse.config.TransportChoice;
import io.gatehouse.core.net.Transports;
import java.time.Duration;
import java.util.List;

/** Admin listeners on free ports, without a gateway behind them. */
final class AdminServers {
    private AdminServers() {}

    /** Answers these routes. */
    static AdminServer start(List<AdminRoute> routes, Duration transfer) {
        try {
            AdminServer admin = AdminServer.bind(
                    new AdminConfig(true, "127.0.0.1", 0),
                    Location.startOf("gateway.yaml"),
                    Transports.choose(TransportChoice.AUTO),
                    routes,
                    transfer);
            admin.open();
            return admin;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
