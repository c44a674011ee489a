// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.core.admin.AdminAnswer;
import io.gatehouse.core.admin.AdminRequest;
import io.gatehouse.core.admin.AdminRoute;
import io.gatehouse.core.admin.RequestBody;
import io.gatehouse.core.load.ProblemArray;
import io.gatehouse.core.load.ReloadReport;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /v1/reload}: reloads, and answers when that is done: 200 if a new generation runs or nothing differed, 422 if the
 * reload was refused. Whoever names the configuration file that he means ({@code config}) is answered 409 by a process that runs
 * another one, and nothing is read.
 */
final class ReloadEndpoint {
    private final Reloader reloader;
    private final RunningFile file;

    private ReloadEndpoint(Reloader reloader, RunningFile file) {
        this.reloader = reloader;
        this.file = file;
    }

    static AdminRoute of(Reloader reloader, RunningFile file) {
        return AdminRoute.post("/v1/reload", new ReloadEndpoint(reloader, file)::answer);
    }

    private CompletableFuture<AdminAnswer> answer(AdminRequest request) {
        RequestBody body = RequestBody.of(request, Set.of("config"));
        String named = body.text("config").orElse("");
        return reloader.call(() -> named.isEmpty() || file.is(named))
                .thenCompose(same -> same
                        ? reloader.trigger().thenApply(ReloadEndpoint::answer)
                        : file.isAnother().now());
    }

    private static AdminAnswer answer(ReloadReport report) {
        boolean ok = report.result() != ReloadReport.Result.REFUSED;
        return AdminAnswer.json(ok ? HttpResponseStatus.OK : HttpResponseStatus.UNPROCESSABLE_ENTITY, json -> {
            json.writeStartObject();
            json.writeBooleanField("ok", ok);
            json.writeStringField("result", report.result().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("generation", report.generation());
            json.writeFieldName("changes");
            write(json, report.changes());
            json.writeFieldName("problems");
            ProblemArray.write(json, report.problems());
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, ReloadReport.Changes changes) throws IOException {
        json.writeStartObject();
        write(json, "added", changes.added());
        write(json, "changed", changes.changed());
        write(json, "renewed", changes.renewed());
        write(json, "removed", changes.removed());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<String> ids) throws IOException {
        json.writeArrayFieldStart(name);
        for (String id : ids) {
            json.writeString(id);
        }
        json.writeEndArray();
    }
}
