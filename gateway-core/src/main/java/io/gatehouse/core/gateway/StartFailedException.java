// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.Location;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.core.net.BindFailedException;
import io.gatehouse.core.net.TransportUnavailableException;
import io.gatehouse.core.os.ExitCode;
import java.util.List;

/** The gateway cannot start. Says why, in the words for an operator, and with which code the process ends. */
public final class StartFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final transient List<Problem> problems;

    private StartFailedException(int exitCode, List<Problem> problems, String message) {
        super(message);
        this.exitCode = exitCode;
        this.problems = List.copyOf(problems);
    }

    static StartFailedException config(List<Problem> problems) {
        return new StartFailedException(ExitCode.CONFIG, problems, "");
    }

    static StartFailedException port(BindFailedException e) {
        return new StartFailedException(ExitCode.PORT, List.of(e.problem()), "");
    }

    static StartFailedException transport(Location where, TransportUnavailableException e) {
        Problem problem = new Problem(
                Severity.ERROR,
                where,
                "transport",
                "this machine cannot drive sockets in this way",
                String.valueOf(e.getMessage()),
                "a transport that the kernel and the container runtime allow",
                "use transport: auto");
        return new StartFailedException(ExitCode.CONFIG, List.of(problem), "");
    }

    /** What has nothing to do with the configuration: {@code message} is all there is to say. */
    static StartFailedException machine(String message) {
        return new StartFailedException(ExitCode.FAILED, List.of(), message);
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }

    /** What is wrong with the configuration, warnings included. */
    public List<Problem> problems() {
        return problems;
    }
}
