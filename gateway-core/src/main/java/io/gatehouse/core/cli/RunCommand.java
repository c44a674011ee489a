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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** {@code gatehouse run}: the gateway in the foreground, until SIGTERM or SIGINT. */
final class RunCommand implements Command {
    /** Found, expected, remedy. */
    private static final String DEAF =
            "SIGHUP is ignored, so nothing reloads: whoever started this process ignores it, as nohup does; "
                    + "start it by scripts/gatehouse, by a service manager or by setsid";

    private static final long CUT_SECONDS = 3;

    private final Signals signals;
    private final CompletableFuture<Void> hurry = new CompletableFuture<>();
    private volatile boolean serves;
    private final Option<Path> config = Options.config();
    private final Option<String> logLevel =
            Options.choice("--log-level", "The least that is logged", List.of("info", "debug", "warn", "error"));

    RunCommand(Signals signals) {
        this.signals = signals;
    }

    @Override
    public String description() {
        return "Run the gateway in the foreground.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(config, logLevel);
    }

    @Override
    public String footer() {
        return "SIGHUP reloads the configuration. SIGTERM and SIGINT finish what runs, then end; a second one cuts what runs.";
    }

    @Override
    public boolean isAnsweredByOutput() {
        return false;
    }

    @Override
    public int run() throws InterruptedException {
        System.setProperty(StdoutLogging.LEVEL, logLevel.value());
        CountDownLatch stop = new CountDownLatch(1);
        signals.onStop(stop::countDown, this::endNow);
        Path file = config.value();
        try {
            Gateway gateway = Gateway.start(new ConfigLoader(file, Clock.systemUTC()), Clock.systemUTC());
            serves = true;
            gateway.lastReload().problems().forEach(System.err::println);
            signals.onHangup(gateway::reload);
            if (!signals.hearsHangup()) {
                LoggerFactory.getLogger(RunCommand.class).warn(DEAF); // not before the level is set
            }
            stop.await();
            gateway.drain(hurry);
            return ExitCode.OK;
        } catch (StartFailedException e) {
            Stderr.print(e);
            return e.exitCode();
        }
    }

    /**
     * Whoever asks twice does not want to wait: what runs is cut, and logged. If there is nothing yet that could be, if that takes
     * seconds, or is asked for again, the process ends without. It is still what was asked for, hence 0.
     */
    private void endNow() {
        if (!serves || !hurry.complete(null)) {
            Runtime.getRuntime().halt(ExitCode.OK);
        }
        CompletableFuture.delayedExecutor(CUT_SECONDS, TimeUnit.SECONDS)
                .execute(() -> Runtime.getRuntime().halt(ExitCode.OK));
    }
}
