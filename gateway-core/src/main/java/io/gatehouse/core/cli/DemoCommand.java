// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.core.demo.Demo;
import io.gatehouse.core.gateway.StartFailedException;
import io.gatehouse.core.log.StdoutLogging;
import io.gatehouse.core.os.ExitCode;
import io.gatehouse.core.os.Signals;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code gatehouse demo}: everything in one go, with certificates and upstreams of its own. */
final class DemoCommand implements Command {
    private final Signals signals;
    private final Option<Boolean> check =
            Options.flag("--check", "Exit when the tour is over: 0 if all went as it must, 1 otherwise.");

    DemoCommand(Signals signals) {
        this.signals = signals;
    }

    @Override
    public String description() {
        return "Show every path with throw-away certificates, then keep the gateway running.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(check);
    }

    @Override
    public boolean isAnsweredByOutput() {
        return false;
    }

    @Override
    public int run() throws IOException, InterruptedException {
        System.setProperty(StdoutLogging.LEVEL, "warn"); // the table is the output
        boolean checkOnly = check.value();
        CountDownLatch stop = new CountDownLatch(1);
        signals.onStop(stop::countDown, () -> Runtime.getRuntime().halt(ExitCode.OK));
        try (Demo demo = Demo.start()) {
            int failures = demo.tour(System.out);
            if (!checkOnly) {
                demo.invite(System.out);
                signals.onHangup(demo::reload);
                stop.await();
            }
            return failures == 0 ? ExitCode.OK : ExitCode.FAILED;
        } catch (StartFailedException e) {
            Stderr.print(e);
            return ExitCode.FAILED;
        }
    }
}
