// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.core.os.DescriptorLimit;
import io.gatehouse.core.os.DirectMemory;
import io.gatehouse.core.os.Heap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections this process can really hold. */
final class Capacity {
    private static final Logger log = LoggerFactory.getLogger(Capacity.class);

    /** The part of the heap that is for requests: the rest is for connections, for what is configured, and for reloads of it. */
    private static final int PART_FOR_REQUESTS = 4;

    private Capacity() {}

    /**
     * {@code limits.connections}, or what the descriptor limit allows if that is less; then it warns, and also if so many could
     * need more direct memory than there is.
     */
    static int connections(GatewayConfig config) {
        int wanted = config.limits().connections();
        int descriptors = DescriptorLimit.ofThisProcess();
        int possible = DescriptorLimit.connectionsWithin(descriptors, wanted);
        if (possible < wanted) {
            log.warn(
                    "limits.connections lowered configured={} effective={} descriptors={} remedy=\"raise ulimit -n to {}\"",
                    wanted,
                    possible,
                    descriptors,
                    DescriptorLimit.neededFor(wanted));
        }
        warnOfMemory(possible);
        return possible;
    }

    /** What the requests of one event loop may hold of the heap together, in bytes. */
    static long heapForRequests(GatewayConfig config) {
        return Heap.limit() / PART_FOR_REQUESTS / config.eventLoops();
    }

    /** @throws StartFailedException if the descriptor limit does not even allow one connection */
    static void insistOnOneConnection() throws StartFailedException {
        int descriptors = DescriptorLimit.ofThisProcess();
        long needed = DescriptorLimit.neededFor(1);
        if (descriptors < needed) {
            throw StartFailedException.machine("the process may have " + descriptors
                    + " files open (ulimit -n), and needs " + needed + " to serve one connection: raise the limit");
        }
    }

    private static void warnOfMemory(int connections) {
        if (DirectMemory.neededFor(connections) > DirectMemory.limit()) {
            log.warn(
                    "direct memory may run out connections={} perConnectionKiB={} limitMiB={}"
                            + " remedy=\"raise -XX:MaxDirectMemorySize to {}m, or lower limits.connections\"",
                    connections,
                    DirectMemory.PER_CONNECTION >> 10,
                    DirectMemory.limit() >> 20,
                    DirectMemory.optionFor(connections));
        }
    }
}
