// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What is measured. With {@code jvm}, it runs hot only after a while, and it can be asked to collect garbage. */
interface Proxy {
    /** As the tables call it. */
    String name();

    /**
     * Writes a configuration for one worker that serves the names of the site on this port of 127.0.0.1.
     *
     * @return the command that runs it in the foreground
     */
    List<String> prepare(Site site, Path folder, int port) throws IOException;

    /** What whoever installs it does once, so that it starts as fast as it can. */
    default void install() throws InterruptedException {}

    default boolean jvm() {
        return false;
    }

    /** Whether it answers by itself: a limit to compare with, and no proxy. */
    default boolean direct() {
        return false;
    }
}
