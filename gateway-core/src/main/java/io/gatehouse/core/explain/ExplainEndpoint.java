// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.core.admin.AdminAnswer;
import io.gatehouse.core.admin.AdminEndpoint;
import io.gatehouse.core.admin.AdminRequest;
import io.gatehouse.core.admin.AdminRoute;
import io.gatehouse.core.admin.GatewayView;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /v1/explain}: a {@link QuestionText} in, an {@link Explanation} of what runs out; 400 with {@code {"member": …,
 * "error": …}} for a question that is not clear.
 *
 * <p>A chain takes milliseconds to verify, and routes are many, so a thread of its own answers, one question after the other. It ends
 * by itself when nobody asks.
 */
public final class ExplainEndpoint implements AdminEndpoint {
    private static final int MOST_WAITING = 64;
    private static final int IDLE_SECONDS = 10;

    private final GatewayView view;
    private final Executor worker;

    ExplainEndpoint(GatewayView view, Executor worker) {
        this.view = view;
        this.worker = worker;
    }

    /** Explains this gateway. */
    public static AdminRoute of(GatewayView view) {
        ThreadPoolExecutor worker = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), ExplainEndpoint::thread);
        worker.allowCoreThreadTimeOut(true);
        return AdminRoute.post("/v1/explain", new ExplainEndpoint(view, worker));
    }

    @Override
    public CompletableFuture<AdminAnswer> answer(AdminRequest request) {
        try {
            return CompletableFuture.supplyAsync(() -> explain(request), worker);
        } catch (RejectedExecutionException e) {
            return AdminAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many questions wait; ask again\n")
                    .now();
        }
    }

    private AdminAnswer explain(AdminRequest request) {
        GatewaySnapshot snapshot = view.snapshot();
        try {
            QuestionText words = QuestionText.read(request.body().getBytes(StandardCharsets.UTF_8));
            Question question = QuestionReader.read(snapshot.config(), words);
            Source source = Source.running(snapshot, view.loadedAt());
            Explanation explanation = Explainer.explain(snapshot, source, question, view.now());
            return AdminAnswer.json(HttpResponseStatus.OK, json -> ExplanationJson.write(explanation, json));
        } catch (UnclearQuestionException e) {
            return AdminAnswer.json(HttpResponseStatus.BAD_REQUEST, json -> {
                json.writeStartObject();
                json.writeStringField("member", e.member());
                json.writeStringField("error", e.text());
                json.writeEndObject();
            });
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "gatehouse-explain");
        thread.setDaemon(true);
        return thread;
    }
}
