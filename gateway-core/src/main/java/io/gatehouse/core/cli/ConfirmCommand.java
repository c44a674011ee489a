// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.core.admin.AdminException;
import io.gatehouse.core.os.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code gatehouse confirm}: what {@code reload --confirm} brought stays. */
final class ConfirmCommand implements Command {
    private final Option<Path> config = Options.config();
    private final Option<Optional<String>> admin = Options.admin();

    @Override
    public String description() {
        return "Keep what 'reload --confirm' brought.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(config, admin);
    }

    @Override
    public String footer() {
        return "Ends with 0 if it stays, and with 1 if nothing awaited that, or not any more.";
    }

    @Override
    public int run() throws AdminAddress.UnknownException, AdminException, InterruptedException {
        RunningGateway gateway =
                new RunningGateway(AdminAddress.of(admin.value().orElse(null), config.value()));
        JsonNode answer = gateway.read(gateway.post("/v1/confirm", Map.of()));
        long generation = answer.path("generation").asLong();
        if (answer.path("ok").asBoolean()) {
            System.out.println("confirmed: generation " + generation + " stays");
            return ExitCode.OK;
        }
        boolean late = answer.path("last_reload").asText().equals("rolled_back");
        System.err.println("gatehouse: nothing awaits a confirmation: generation " + generation + " runs"
                + (late ? ", after a rollback because nobody confirmed in time" : ""));
        return ExitCode.FAILED;
    }
}
