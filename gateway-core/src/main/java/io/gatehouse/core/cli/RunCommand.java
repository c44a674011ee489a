// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.core.gateway.Gateway;
import io.gatehouse.core.gateway.StartFailedException;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.log.StdoutLogging;
import io.gatehouse.core.os.ExitCode;
import io.gatehouse.core.os.Signals;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code gatehouse run}: the gateway in the foreground, until SIGTERM or SIGINT. */
final class RunCommand implements Callable<Integer> {
    /** Found, expected, remedy. */
    private static final String DEAF =
            "SIGHUP is ignored, so nothing reloads: whoever started this process ignores it, as nohup does; "
                    + "start it by scripts/gatehouse, by a service manager or by setsid";

    private final Signals signals;
    private final OptionSpec config = Options.config();
    private final OptionSpec logLevel =
            Options.choice("--log-level", "The least that is logged", List.of("info", "debug", "warn", "error"));

    private RunCommand(Signals signals) {
        this.signals = signals;
    }

    static CommandSpec spec(Signals signals) {
        RunCommand run = new RunCommand(signals);
        CommandSpec spec = CommandLineSpec.command("run", "Run the gateway in the foreground.", run);
        spec.usageMessage()
                .footer(
                        "",
                        "SIGHUP reloads the configuration. SIGTERM and SIGINT finish what runs, then end; a second one ends at once.");
        return spec.addOption(run.config).addOption(run.logLevel);
    }

    @Override
    public Integer call() throws InterruptedException {
        System.setProperty(StdoutLogging.LEVEL, logLevel.getValue());
        CountDownLatch stop = new CountDownLatch(1);
        signals.onStop(stop::countDown, RunCommand::endNow);
        Path file = config.getValue();
        try {
            Gateway gateway = Gateway.start(new ConfigLoader(file, Clock.systemUTC()), Clock.systemUTC());
            gateway.lastReload().problems().forEach(System.err::println);
            signals.onHangup(gateway::reload);
            if (!signals.hearsHangup()) {
                LoggerFactory.getLogger(RunCommand.class).warn(DEAF); // not before the level is set
            }
            stop.await();
            gateway.drain();
            return ExitCode.OK;
        } catch (StartFailedException e) {
            Stderr.print(e);
            return e.exitCode();
        }
    }

    /** Whoever asks twice does not want to wait: no shutdown hooks, no drain. It is still what was asked for, hence 0. */
    private static void endNow() {
        System.out.flush();
        Runtime.getRuntime().halt(ExitCode.OK);
    }
}
