// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problem;
import io.gatehouse.core.gateway.LogDestination;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.os.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * {@code gatehouse check}: loads everything as {@code run} does, starts nothing. Problems go to standard error as text, or to
 * standard output as JSON.
 */
final class CheckCommand implements Command {
    private final Option<Path> config = Options.config();
    private final Option<Boolean> json = Options.json("How problems are printed");

    @Override
    public String description() {
        return "Check a configuration with all its files.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(config, json);
    }

    @Override
    public int run() throws IOException {
        Path file = config.value();
        ConfigLoader.Result result = new ConfigLoader(file, Clock.systemUTC()).load();
        Optional<Loaded> loaded = result.loaded();
        loaded.ifPresent(each -> LogDestination.warn(each.config(), result.problems()));
        List<Problem> problems = result.problems().all();
        if (json.value()) {
            ProblemJson.print(problems, loaded.isPresent());
        } else {
            Stderr.print(problems);
            loaded.ifPresent(each -> System.out.println(file + ": ok, " + contents(each.config())));
        }
        return loaded.isPresent() ? ExitCode.OK : ExitCode.CONFIG;
    }

    private static String contents(GatewayConfig config) {
        return "listeners=" + config.listeners().size()
                + " ssls=" + config.ssls().size()
                + " upstreams=" + config.upstreams().size()
                + " routes=" + config.routes().size();
    }
}
