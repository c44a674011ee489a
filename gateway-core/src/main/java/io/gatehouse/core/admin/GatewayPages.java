// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** What supervisors, load balancers and operators read of a gateway: {@code /livez}, {@code /readyz} and {@code /status}. */
public final class GatewayPages {
    private GatewayPages() {}

    /** Of this gateway; answered on the admin loop, without waiting for anything. */
    public static List<AdminRoute> of(GatewayView view) {
        return List.of(
                AdminRoute.get(
                        "/livez",
                        request -> AdminAnswer.text(HttpResponseStatus.OK, "live\n")
                                .now()),
                AdminRoute.get("/readyz", request -> readiness(view).now()),
                AdminRoute.get(
                        "/status",
                        request -> AdminAnswer.json(HttpResponseStatus.OK, json -> StatusPage.write(view, json))
                                .now()));
    }

    private static AdminAnswer readiness(GatewayView view) {
        return view.ready()
                ? AdminAnswer.text(HttpResponseStatus.OK, "ready\n")
                : AdminAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "not ready\n");
    }
}
