// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A short soak; {@code scripts/soak} runs a long one. */
class SoakIT {
    private static final long WARM_UP_SECONDS = 5;
    private static final long SECONDS = 15;

    @Test
    void nothingIsMixedUpBrokenOrLeftOver() throws Exception {
        Soak soak = Soak.run(WARM_UP_SECONDS, SECONDS, "paranoid");
        System.out.print(soak.table());
        assertThat(soak.violations()).isEmpty();
    }
}
