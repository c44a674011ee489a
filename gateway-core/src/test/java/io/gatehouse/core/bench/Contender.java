// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A server that is measured. Each answers every request by itself, with a redirect. */
interface Contender {
    /** As the table calls it. */
    String name();

    /**
     * Writes a configuration that serves the first certificates of the farm on this port.
     *
     * @return the command that runs it in the foreground
     */
    List<String> prepare(Farm farm, int count, Path folder, int port) throws IOException;

    /** What makes it read its files again. */
    String reloadSignal();

    /** Whether it is a JVM, which can be asked to collect garbage before its memory is measured. */
    boolean isJvm();
}
