// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.Problem;
import io.gatehouse.core.admin.AdminClient;
import io.gatehouse.core.admin.AdminException;
import io.gatehouse.core.gateway.LogDestination;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.load.ProblemArray;
import io.gatehouse.core.net.RestartOnly;
import io.gatehouse.core.os.ExitCode;
import io.gatehouse.core.plan.Plan;
import io.gatehouse.core.plan.PlanJson;
import io.gatehouse.core.plan.PlanText;
import io.gatehouse.core.plan.Planner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code gatehouse plan}: what a reload would do, and whether somebody would lose by it. Against what runs the running process
 * loads the file and judges, because only it knows; against another file this one does, and nothing has to run.
 */
final class PlanCommand implements Command {
    private final Option<Path> config = Options.config();
    private final Option<Optional<String>> admin = Options.admin();
    private final Option<Optional<Path>> against = Options.runningOrFile(
            "--against", "What to compare with: the running gateway, or another gateway.yaml (default: running).");
    private final Option<Boolean> json = Options.json("How the plan is printed");

    @Override
    public String description() {
        return "Say what a reload would do, and do nothing.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(config, against, admin, json);
    }

    @Override
    public String footer() {
        return "Ends with 0 if the plan is safe, with 5 if it is lossy, and with 2 if the file is refused.";
    }

    @Override
    public int run() throws AdminAddress.UnknownException, AdminException, InterruptedException, IOException {
        Path file = config.value();
        Path other = against.value().orElse(null);
        return other == null ? againstRunning(file) : againstFile(other, file);
    }

    private int againstRunning(Path file)
            throws AdminAddress.UnknownException, AdminException, InterruptedException, IOException {
        RunningGateway gateway =
                new RunningGateway(AdminAddress.of(admin.value().orElse(null), file));
        AdminClient.Reply reply =
                gateway.post("/v1/plan", Map.of("config", file.toAbsolutePath().toString()));
        JsonNode answer = gateway.read(reply);
        List<Problem> problems = ProblemArray.read(answer.path("problems"));
        if (!answer.path("result").asText().equals("planned")) {
            return refused(problems.isEmpty() ? ownView(file) : problems);
        }
        Plan plan = PlanJson.read(answer);
        if (json.value()) {
            System.out.print(reply.body());
        } else {
            print(plan, file, answer.path("against").asText(), problems);
        }
        return verdict(plan);
    }

    /** What is wrong with the file is told to those who may read it: the process says only that there is something. */
    private static List<Problem> ownView(Path file) throws AdminException {
        ConfigLoader.Result result = new ConfigLoader(file, Clock.systemUTC()).load();
        if (result.loaded().isPresent()) {
            throw new AdminException("the running gateway cannot load " + file.toAbsolutePath()
                    + ", which this command can: another user, container or environment; nothing was compared");
        }
        return result.problems().all();
    }

    private int againstFile(Path old, Path file) throws IOException {
        ConfigLoader.Result before = new ConfigLoader(old, Clock.systemUTC()).load();
        ConfigLoader.Result after = new ConfigLoader(file, Clock.systemUTC()).load();
        if (before.loaded().isEmpty() || after.loaded().isEmpty()) {
            return refused(
                    (before.loaded().isEmpty() ? before : after).problems().all());
        }
        Loaded was = before.loaded().get();
        Loaded is = after.loaded().get();
        ConfigDiff diff = ConfigDiff.between(was.config(), is.config());
        List<Problem> restart = RestartOnly.of(diff, was.config(), is.config());
        if (!restart.isEmpty()) {
            return refused(restart.stream().map(after.problems()::placed).toList());
        }
        LogDestination.warn(is.config(), after.problems());
        Plan plan = Planner.plan(was, is, Clock.systemUTC().instant(), ssl -> "");
        if (json.value()) {
            JsonOutput.print(out ->
                    PlanJson.write(out, old.toString(), plan, after.problems().all()));
        } else {
            print(plan, file, old.toString(), after.problems().all());
        }
        return verdict(plan);
    }

    private int refused(List<Problem> problems) throws IOException {
        if (json.value()) {
            ProblemJson.print(problems, false);
        } else {
            Stderr.print(problems);
        }
        return ExitCode.CONFIG;
    }

    private static void print(Plan plan, Path file, String against, List<Problem> warnings) {
        Stderr.print(warnings);
        System.out.println("plan for " + file + " against " + against);
        System.out.print(PlanText.of(plan));
    }

    private static int verdict(Plan plan) {
        return plan.isLossy() ? ExitCode.LOSSY : ExitCode.OK;
    }
}
