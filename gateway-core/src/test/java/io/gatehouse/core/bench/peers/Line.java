// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.util.List;

/**
 * The figures of one proxy.
 *
 * @param proxy its name
 * @param figures one for each column; not a number if there is none
 */
record Line(String proxy, List<Double> figures) {
    Line {
        figures = List.copyOf(figures);
    }

    /** The figure that proxies are compared by. */
    double first() {
        return figures.get(0);
    }
}
