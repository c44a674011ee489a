// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.gatehouse.core.metrics.MetricsText;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** What supervisors, load balancers, scrapers and operators read of a gateway. */
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
                        "/metrics",
                        request -> AdminAnswer.text(HttpResponseStatus.OK, MetricsText.TYPE, MetricsPage.of(view))
                                .now()),
                AdminRoute.get(
                        "/v1/ssls",
                        request -> SslsPage.answer(view, request.query()).now()),
                AdminRoute.get(
                        "/status",
                        request -> AdminAnswer.json(HttpResponseStatus.OK, json -> StatusPage.write(view, json))
                                .now()));
    }

    private static AdminAnswer readiness(GatewayView view) {
        Readiness readiness = view.readiness();
        return AdminAnswer.text(
                readiness.ready() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, readiness.text());
    }
}
