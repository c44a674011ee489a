// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.Label;
import io.gatehouse.core.admin.AdminAnswer;
import io.gatehouse.core.admin.AdminRequest;
import io.gatehouse.core.admin.AdminRoute;
import io.gatehouse.core.admin.RequestBody;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/confirm}: what was reloaded until further notice stays. 409 if nothing awaits that, or not any more. */
final class ConfirmEndpoint {
    private final Reloader reloader;
    private final Generations generations;

    private ConfirmEndpoint(Reloader reloader, Generations generations) {
        this.reloader = reloader;
        this.generations = generations;
    }

    static AdminRoute of(Reloader reloader, Generations generations) {
        return AdminRoute.post("/v1/confirm", new ConfirmEndpoint(reloader, generations)::answer);
    }

    private CompletableFuture<AdminAnswer> answer(AdminRequest request) {
        RequestBody.of(request, Set.of());
        return reloader.call(() -> answer(generations.confirm()));
    }

    private AdminAnswer answer(boolean confirmed) {
        return AdminAnswer.json(confirmed ? HttpResponseStatus.OK : HttpResponseStatus.CONFLICT, json -> {
            json.writeStartObject();
            json.writeBooleanField("ok", confirmed);
            json.writeStringField("result", confirmed ? "confirmed" : "nothing_awaited");
            json.writeNumberField("generation", generations.running.generation());
            json.writeStringField(
                    "last_reload", Label.of(generations.reports.last().result()));
            json.writeEndObject();
        });
    }
}
