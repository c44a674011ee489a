// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.LimitsConfig;
import io.gatehouse.core.os.DescriptorLimit;
import io.gatehouse.core.os.DirectMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections this process can really hold. */
final class Capacity {
    private static final Logger log = LoggerFactory.getLogger(Capacity.class);

    /** Heap for an octet of a request's head; measured, with trailers of the same size behind it. */
    private static final int HEAP_FOR_AN_OCTET = 3;

    /** Heap for a field beside its octets, in the head and in the trailers. */
    private static final int HEAP_FOR_A_FIELD = 256;

    private Capacity() {}

    /**
     * {@code limits.connections}, or what the descriptor limit allows if that is less; then it warns, and also if so many could
     * need more direct memory or heap than there is.
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
        warnOfDirectMemory(possible);
        warnOfHeap(possible, heapForOne(config.limits()));
        return possible;
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

    private static void warnOfDirectMemory(int connections) {
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

    private static void warnOfHeap(int connections, long perConnection) {
        long limit = Runtime.getRuntime().maxMemory();
        long needed = connections * perConnection;
        if (needed > limit) {
            log.warn(
                    "heap may run out connections={} perConnectionKiB={} limitMiB={}"
                            + " remedy=\"raise -Xmx to {}m, or lower limits.connections or limits.request_head_bytes\"",
                    connections,
                    perConnection >> 10,
                    limit >> 20,
                    (needed >> 20) + 1);
        }
    }

    private static long heapForOne(LimitsConfig limits) {
        return (long) HEAP_FOR_AN_OCTET * limits.requestHeadBytes() + (long) HEAP_FOR_A_FIELD * limits.requestHeaders();
    }
}
