// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.config.Problem;
import io.gatehouse.core.admin.AdminClient;
import io.gatehouse.core.admin.AdminException;
import io.gatehouse.core.load.ProblemArray;
import io.gatehouse.core.os.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code gatehouse reload}: makes the running gateway reload, waits, and says what came of it as {@code check} would. */
final class ReloadCommand implements Callable<Integer> {
    private final OptionSpec config = Options.config();
    private final OptionSpec admin = Options.admin();
    private final OptionSpec format = Options.choice("--format", "How the result is printed", List.of("text", "json"));

    private ReloadCommand() {}

    static CommandSpec spec() {
        ReloadCommand reload = new ReloadCommand();
        CommandSpec spec =
                CommandLineSpec.command("reload", "Make the running gateway reload, and wait for the result.", reload);
        spec.usageMessage()
                .footer(
                        "",
                        "Ends with 0 if the files are in force, and with 2 if they were refused and nothing changed.");
        return spec.addOption(reload.config).addOption(reload.admin).addOption(reload.format);
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path file = config.getValue();
        try {
            RunningGateway gateway = new RunningGateway(AdminAddress.of(admin.getValue(), file));
            AdminClient.Reply reply = gateway.post(
                    "/v1/reload", Map.of("config", file.toAbsolutePath().toString()));
            return tell(reply, gateway.read(reply), gateway, file);
        } catch (AdminAddress.UnknownException e) {
            System.err.println("gatehouse: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (AdminException e) {
            System.err.println("gatehouse: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private int tell(AdminClient.Reply reply, JsonNode answer, RunningGateway gateway, Path file) {
        String result = answer.path("result").asText();
        if (result.equals("another_file")) {
            System.err.println(gateway.runsAnother(file, answer));
            return ExitCode.FAILED;
        }
        boolean refused = result.equals("refused");
        if (format.<String>getValue().equals("json")) {
            System.out.print(reply.body());
        } else {
            List<Problem> problems = ProblemArray.read(answer.path("problems"));
            Stderr.print(problems);
            print(answer, result);
        }
        return refused ? ExitCode.CONFIG : ExitCode.OK;
    }

    private static void print(JsonNode answer, String result) {
        long generation = answer.path("generation").asLong();
        switch (result) {
            case "ok" -> System.out.println("reload ok: generation " + generation + " runs");
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
}
