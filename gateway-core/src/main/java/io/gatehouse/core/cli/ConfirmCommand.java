// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.core.admin.AdminClient;
import io.gatehouse.core.admin.AdminException;
import io.gatehouse.core.os.ExitCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code gatehouse confirm}: what {@code reload --confirm} brought stays. */
final class ConfirmCommand implements Callable<Integer> {
    private final OptionSpec config = Options.config();
    private final OptionSpec admin = Options.admin();

    private ConfirmCommand() {}

    static CommandSpec spec() {
        ConfirmCommand confirm = new ConfirmCommand();
        CommandSpec spec = CommandLineSpec.command("confirm", "Keep what 'reload --confirm' brought.", confirm);
        spec.usageMessage().footer("", "Ends with 0 if it stays, and with 1 if nothing awaited that, or not any more.");
        return spec.addOption(confirm.config).addOption(confirm.admin);
    }

    @Override
    public Integer call() throws InterruptedException {
        Path file = config.getValue();
        try {
            RunningGateway gateway = new RunningGateway(AdminAddress.of(admin.getValue(), file));
            AdminClient.Reply reply = gateway.post("/v1/confirm", Map.of());
            JsonNode answer = gateway.read(reply);
            long generation = answer.path("generation").asLong();
            if (answer.path("ok").asBoolean()) {
                System.out.println("confirmed: generation " + generation + " stays");
                return ExitCode.OK;
            }
            boolean late = answer.path("last_reload").asText().equals("rolled_back");
            System.err.println("gatehouse: nothing awaits a confirmation: generation " + generation + " runs"
                    + (late ? ", after a rollback because nobody confirmed in time" : ""));
            return ExitCode.FAILED;
        } catch (AdminAddress.UnknownException e) {
            System.err.println("gatehouse: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (AdminException e) {
            System.err.println("gatehouse: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
