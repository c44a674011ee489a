// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.gatehouse.config.ListenerConfig;
import io.gatehouse.config.Location;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import java.util.List;
import java.util.Locale;

/** An address cannot be bound. {@link #problem} names the address, the cause and the remedy. */
public final class BindFailedException extends Exception {
    private static final long serialVersionUID = 1;
    private static final String IN_USE = "the port is in use";

    /** What the system says, in the language of whoever started the process; before it Linux's number, which has none. */
    private static final List<String> SAYS_IN_USE = List.of("error(-98)", "in use");

    private static final List<String> SAYS_DENIED = List.of("error(-13)", "denied");
    private static final List<String> SAYS_NOT_OURS = List.of("error(-99)", "assign");
    private static final List<String> SAYS_NO_FAMILY = List.of("error(-97)", "family not supported");

    private final transient Problem problem;

    BindFailedException(ListenerConfig listener, Throwable cause) {
        this(listener.where(), "listeners", listener.address(), listener.port(), cause);
    }

    private BindFailedException(Problem problem, BindFailedException cause) {
        super(cause);
        this.problem = problem;
    }

    /**
     * Any address of the configuration.
     *
     * @param field the key of the configuration that names the address
     */
    public BindFailedException(Location where, String field, String address, int port, Throwable cause) {
        super(cause);
        this.problem = new Problem(
                Severity.ERROR,
                where,
                field,
                "cannot listen on " + address,
                found(cause),
                "an address of this machine and a port that is free",
                remedy(cause, port));
    }

    /**
     * The same, if the port is in use by a listener of this process.
     *
     * @param kept whether it is wanted too, or would be closed if this one could be bound
     */
    BindFailedException becauseOf(ListenerConfig ours, boolean kept) {
        if (!problem.found().equals(IN_USE)) {
            return this;
        }
        return new BindFailedException(
                new Problem(
                        problem.severity(),
                        problem.where(),
                        problem.field(),
                        problem.message(),
                        problem.found() + ", by the listener " + ours.address() + " of this gateway",
                        problem.expected(),
                        kept
                                ? "one of the two needs another port; [::] takes what comes to 0.0.0.0 too"
                                : "remove that listener by a reload of its own first, or restart the gateway"),
                this);
    }

    /** The same in the form of a configuration problem. */
    public Problem problem() {
        return problem;
    }

    private static String found(Throwable cause) {
        if (says(cause, SAYS_IN_USE)) {
            return IN_USE;
        }
        if (says(cause, SAYS_DENIED)) {
            return "this user may not bind it";
        }
        if (says(cause, SAYS_NOT_OURS)) {
            return "no interface of this machine has this address";
        }
        if (says(cause, SAYS_NO_FAMILY)) {
            return "IPv6 is switched off on this machine";
        }
        return says(cause, List.of("unresolved"))
                ? "the host name does not resolve"
                : String.valueOf(cause.getMessage());
    }

    private static String remedy(Throwable cause, int port) {
        if (says(cause, SAYS_IN_USE)) {
            return "stop the process that holds the port (ss -ltnp 'sport = :" + port
                    + "' names it), or choose another port";
        }
        if (says(cause, SAYS_DENIED)) {
            return "choose a port from 1024 on, or grant CAP_NET_BIND_SERVICE";
        }
        return "correct the address (ip address lists those of this machine)";
    }

    private static boolean says(Throwable cause, List<String> signs) {
        String text = cause.getClass().getSimpleName() + " " + cause.getMessage();
        return signs.stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains);
    }
}
