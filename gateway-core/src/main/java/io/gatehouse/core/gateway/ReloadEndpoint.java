// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.config.Label;
import io.gatehouse.core.admin.AdminAnswer;
import io.gatehouse.core.admin.AdminRequest;
import io.gatehouse.core.admin.AdminRoute;
import io.gatehouse.core.admin.RequestBody;
import io.gatehouse.core.load.ProblemArray;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.load.TextArray;
import io.gatehouse.core.plan.PlanJson;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /v1/reload}: reloads, and answers when that is done: 200 if a new generation runs or nothing differed, 422 if the
 * reload was refused; 409 if that was because it is lossy and had to be safe, or because another one awaits its confirmation. Whoever
 * names the configuration file that he means ({@code config}) is answered 409 by a process that runs another one, and nothing is read.
 */
final class ReloadEndpoint {
    private static final long MOST_SECONDS = Duration.ofHours(1).toSeconds();

    private final Reloader reloader;
    private final Generations generations;
    private final RunningFile file;

    private ReloadEndpoint(Reloader reloader, Generations generations, RunningFile file) {
        this.reloader = reloader;
        this.generations = generations;
        this.file = file;
    }

    static AdminRoute of(Reloader reloader, Generations generations, RunningFile file) {
        return AdminRoute.post("/v1/reload", new ReloadEndpoint(reloader, generations, file)::answer);
    }

    private CompletableFuture<AdminAnswer> answer(AdminRequest request) {
        RequestBody body = RequestBody.of(request, Set.of("config", "require_safe", "confirm_seconds"));
        String named = body.text("config").orElse("");
        ReloadOrder order = new ReloadOrder(
                ReloadOrder.Cause.ASKED,
                body.flag("require_safe"),
                body.whole("confirm_seconds", 1, MOST_SECONDS).map(Duration::ofSeconds));
        return reloader.call(() -> named.isEmpty() || file.is(named))
                .thenCompose(same -> same
                        ? run(order).thenApply(ReloadEndpoint::answer)
                        : file.isAnother().now());
    }

    /** What nobody asked anything special of is done once for all who ask meanwhile. */
    private CompletableFuture<ReloadOutcome> run(ReloadOrder order) {
        return order.equals(ReloadOrder.PLAIN) ? reloader.trigger() : reloader.call(() -> generations.reload(order));
    }

    private static AdminAnswer answer(ReloadOutcome outcome) {
        ReloadReport report = outcome.report();
        boolean ok = report.result() != ReloadReport.Result.REFUSED;
        return AdminAnswer.json(ok ? HttpResponseStatus.OK : statusOf(outcome), json -> {
            json.writeStartObject();
            json.writeBooleanField("ok", ok);
            json.writeStringField("result", outcome.lossy().isPresent() ? "lossy" : Label.of(report.result()));
            json.writeNumberField("generation", report.generation());
            if (outcome.awaited().isPresent()) {
                json.writeStringField(
                        "confirm_until", outcome.awaited().get().until().toString());
            }
            if (outcome.lossy().isPresent()) {
                json.writeObjectFieldStart("plan");
                PlanJson.write(json, outcome.lossy().get());
                json.writeEndObject();
            }
            json.writeFieldName("changes");
            write(json, report.changes());
            json.writeFieldName("problems");
            ProblemArray.write(json, report.problems());
            json.writeEndObject();
        });
    }

    private static HttpResponseStatus statusOf(ReloadOutcome refused) {
        boolean conflict = refused.lossy().isPresent() || refused.awaited().isPresent();
        return conflict ? HttpResponseStatus.CONFLICT : HttpResponseStatus.UNPROCESSABLE_ENTITY;
    }

    private static void write(JsonGenerator json, ReloadReport.Changes changes) throws IOException {
        json.writeStartObject();
        TextArray.write(json, "added", changes.added());
        TextArray.write(json, "changed", changes.changed());
        TextArray.write(json, "renewed", changes.renewed());
        TextArray.write(json, "removed", changes.removed());
        json.writeEndObject();
    }
}
