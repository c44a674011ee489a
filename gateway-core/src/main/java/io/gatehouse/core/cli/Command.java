// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import java.util.List;

/** A command: what its help says, its options, and what it does once they are read. */
interface Command {
    /** One sentence. */
    String description();

    /** In the order of the help; {@code --help} comes by itself. */
    List<Option<?>> options();

    /** What stands below the options in the help; empty if nothing. */
    default String footer() {
        return "";
    }

    /** Whether it was for nothing if its standard output was lost. */
    default boolean isAnsweredByOutput() {
        return true;
    }

    /**
     * Does it; returns the exit code of the process.
     *
     * @throws Exception if it cannot for a reason that it does not tell itself
     */
    int run() throws Exception;
}
