// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.config.Problem;
import io.gatehouse.core.admin.AdminClient;
import io.gatehouse.core.admin.AdminException;
import io.gatehouse.core.load.ProblemArray;
import io.gatehouse.core.os.ExitCode;
import io.gatehouse.core.plan.PlanJson;
import io.gatehouse.core.plan.PlanText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code gatehouse reload}: makes the running gateway reload, waits, and says what came of it as {@code check} would. */
final class ReloadCommand implements Command {
    /** What a gateway answers; anything else is of something else, and nothing was reloaded. */
    private static final Set<String> RESULTS = Set.of("ok", "unchanged", "refused", "lossy", "another_file");

    private final Option<Path> config = Options.config();
    private final Option<Optional<String>> admin = Options.admin();
    private final Option<Boolean> json = Options.json("How the result is printed");
    private final Option<Boolean> requireSafe =
            Options.flag("--require-safe", "Do nothing if somebody would lose by it, as 'plan' says.");
    private final Option<Optional<Duration>> confirm = Options.seconds(
            "--confirm", "Go back to what runs now after so long, such as 60s, unless 'gatehouse confirm' comes.");

    @Override
    public String description() {
        return "Make the running gateway reload, and wait for the result.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(config, requireSafe, confirm, admin, json);
    }

    @Override
    public String footer() {
        return "Ends with 0 if the files are in force, with 2 if they were refused, and with 5 if they had to be safe and are not.";
    }

    @Override
    public int run() throws AdminAddress.UnknownException, AdminException, InterruptedException {
        Path file = config.value();
        RunningGateway gateway =
                new RunningGateway(AdminAddress.of(admin.value().orElse(null), file));
        AdminClient.Reply reply = gateway.post("/v1/reload", order(file));
        JsonNode answer = gateway.read(reply);
        if (!RESULTS.contains(answer.path("result").asText())) {
            throw gateway.isNoGateway(reply);
        }
        return tell(reply, answer, gateway, file);
    }

    private int tell(AdminClient.Reply reply, JsonNode answer, RunningGateway gateway, Path file) {
        String result = answer.path("result").asText();
        if (result.equals("another_file")) {
            System.err.println(gateway.runsAnother(file, answer));
            return ExitCode.FAILED;
        }
        boolean lossy = result.equals("lossy");
        if (json.value()) {
            System.out.print(reply.body());
        } else {
            List<Problem> problems = ProblemArray.read(answer.path("problems"));
            if (lossy) {
                System.err.print(PlanText.of(PlanJson.read(answer.path("plan"))));
            }
            Stderr.print(problems);
            print(answer, result);
            tellIfNothingIsAwaited(result);
        }
        return lossy ? ExitCode.LOSSY : result.equals("refused") ? ExitCode.CONFIG : ExitCode.OK;
    }

    /** Who asked for a trial would else count on a rollback that never comes. */
    private void tellIfNothingIsAwaited(String result) {
        if (result.equals("unchanged") && confirm.value().isPresent()) {
            System.out.println("    nothing changed, so nothing awaits a confirmation and nothing will be taken back");
        }
    }

    private Map<String, Object> order(Path file) {
        Map<String, Object> order = new HashMap<>();
        order.put("config", file.toAbsolutePath().toString());
        order.put("require_safe", requireSafe.value());
        confirm.value().ifPresent(within -> order.put("confirm_seconds", within.toSeconds()));
        return order;
    }

    private static void print(JsonNode answer, String result) {
        long generation = answer.path("generation").asLong();
        switch (result) {
            case "ok" -> System.out.println("reload ok: generation " + generation + " runs" + until(answer));
            case "unchanged" ->
                System.out.println("reload ok: the files say what generation " + generation + " runs already");
            default -> System.err.println("reload refused: generation " + generation + " runs on, nothing changed");
        }
        for (String kind : List.of("added", "changed", "renewed", "removed")) {
            for (JsonNode id : answer.path("changes").path(kind)) {
                System.out.println("    " + kind + " ".repeat(8 - kind.length()) + id.asText());
            }
        }
    }

    private static String until(JsonNode answer) {
        String until = answer.path("confirm_until").asText();
        return until.isEmpty() ? "" : " until " + until + "; 'gatehouse confirm' keeps it";
    }
}
