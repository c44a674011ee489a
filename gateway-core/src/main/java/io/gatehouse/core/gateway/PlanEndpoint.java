// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.core.admin.AdminAnswer;
import io.gatehouse.core.admin.AdminRequest;
import io.gatehouse.core.admin.AdminRoute;
import io.gatehouse.core.admin.BadRequestException;
import io.gatehouse.core.admin.RequestBody;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.load.ProblemArray;
import io.gatehouse.core.metrics.SslUsage;
import io.gatehouse.core.net.RestartOnly;
import io.gatehouse.core.plan.Plan;
import io.gatehouse.core.plan.PlanJson;
import io.gatehouse.core.plan.Planner;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /v1/plan}: what loading a configuration file, which this process reads, would do to what runs. 200 with the plan, 422
 * if the file is not valid or needs a restart. Changes nothing.
 *
 * <p>Whoever can connect can name any file that this process may read. So nothing is said about the content of a file that is no
 * valid configuration, only how many faults it has; who may read it himself asks {@code check}. And a file that he may have written
 * himself is not loaded: it could show him the environment of this process, or take all of its memory.
 */
final class PlanEndpoint {
    private final Reloader reloader;
    private final RunningFile runningFile;
    private final Running running;
    private final SslUsage usage;
    private final Clock clock;

    private PlanEndpoint(Reloader reloader, RunningFile runningFile, Running running, SslUsage usage, Clock clock) {
        this.reloader = reloader;
        this.runningFile = runningFile;
        this.running = running;
        this.usage = usage;
        this.clock = clock;
    }

    static AdminRoute of(Reloader reloader, RunningFile runningFile, Running running, SslUsage usage, Clock clock) {
        return AdminRoute.post("/v1/plan", new PlanEndpoint(reloader, runningFile, running, usage, clock)::answer);
    }

    private CompletableFuture<AdminAnswer> answer(AdminRequest request) {
        RequestBody body = RequestBody.of(request, Set.of("config"));
        Path file = path(body.text("config").orElse(""));
        return reloader.call(() -> plan(file));
    }

    private static Path path(String text) {
        try {
            Path file = Path.of(text);
            if (file.isAbsolute()) {
                return file;
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw new BadRequestException("config: not the absolute path of a gateway.yaml");
    }

    private AdminAnswer plan(Path file) {
        try {
            refuseStrangers(file);
        } catch (IOException e) {
            return invalid(1, List.of());
        }
        ConfigLoader.Result result = new ConfigLoader(file, clock).load();
        Problems problems = result.problems();
        Loaded next = result.loaded().orElse(null);
        if (next == null) {
            return invalid(problems.all().size(), List.of());
        }
        Loaded now = running.loaded();
        ConfigDiff diff = ConfigDiff.between(now.config(), next.config());
        List<Problem> restart = RestartOnly.of(diff, now.config(), next.config());
        if (!restart.isEmpty()) {
            List<Problem> placed = restart.stream().map(problems::placed).toList();
            return invalid(placed.size(), placed);
        }
        LogDestination.warn(next.config(), problems);
        Plan plan = Planner.plan(now, next, clock.instant(), this::lastUsed);
        String against = "generation " + running.generation();
        return AdminAnswer.json(HttpResponseStatus.OK, json -> PlanJson.write(json, against, plan, problems.all()));
    }

    private void refuseStrangers(Path file) throws IOException {
        Optional<Path> part = runningFile.strangersPart(file);
        if (part.isPresent()) {
            throw new BadRequestException(
                    "config: '" + part.get() + "' belongs to another user than root, the gateway's and those who"
                            + " own what it runs, so it is not loaded; compare by --against FILE, or as a file of one of them");
        }
    }

    private String lastUsed(String ssl) {
        return usage.last(ssl).map(Instant::toString).orElse("none since it is there");
    }

    private static AdminAnswer invalid(int count, List<Problem> problems) {
        return AdminAnswer.json(HttpResponseStatus.UNPROCESSABLE_ENTITY, json -> {
            json.writeStartObject();
            json.writeBooleanField("ok", false);
            json.writeStringField("result", "invalid");
            json.writeNumberField("count", count);
            json.writeFieldName("problems");
            ProblemArray.write(json, problems);
            json.writeEndObject();
        });
    }
}
