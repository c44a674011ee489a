// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.core.os.DescriptorLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections this process can really hold. */
final class Capacity {
    private static final Logger log = LoggerFactory.getLogger(Capacity.class);

    private Capacity() {}

    /** {@code limits.connections}, or what the descriptor limit allows if that is less; then it warns. */
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
        return possible;
    }
}
