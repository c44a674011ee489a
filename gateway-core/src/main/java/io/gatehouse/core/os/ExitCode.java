// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

/** What the process ends with. Stable: scripts and supervisors build on it. */
public final class ExitCode {
    /** Done as asked; after a drain also if its deadline cut something. */
    public static final int OK = 0;

    /** This machine or this process cannot do it: no native TLS library, a transport that is not there, a fault of ours. */
    public static final int FAILED = 1;

    /** {@code certs}: one is due. */
    public static final int DUE = 1;

    /** The configuration has errors. */
    public static final int CONFIG = 2;

    /** A port cannot be bound. */
    public static final int PORT = 3;

    /** {@code explain}: handshake or request are refused. */
    public static final int REFUSED = 3;

    /** {@code explain}: no route fits. */
    public static final int NO_ROUTE = 4;

    /** Somebody would lose by what was asked for; nothing was done. */
    public static final int LOSSY = 5;

    /** The command line is wrong ({@code EX_USAGE}). */
    public static final int USAGE = 64;

    private ExitCode() {}
}
