// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptorLimitTest {
    @Test
    void readsTheSoftLimit() {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            1024                 524288               files
                Max locked memory         65536                65536                bytes
                """;

        assertThat(DescriptorLimit.parse(limits)).isEqualTo(1024);
        assertThat(DescriptorLimit.parse("Max open files            unlimited            unlimited            files"))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(DescriptorLimit.parse("")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void keepsHalfForUpstreams() {
        assertThat(DescriptorLimit.connectionsWithin(Integer.MAX_VALUE, 20_000)).isEqualTo(20_000);
        assertThat(DescriptorLimit.connectionsWithin(1024, 20_000)).isEqualTo((1024 - DescriptorLimit.OWN_NEEDS) / 2);
        assertThat(DescriptorLimit.connectionsWithin(64, 20_000)).isEqualTo(1);
        assertThat(DescriptorLimit.connectionsWithin((int) DescriptorLimit.neededFor(20_000), 20_000))
                .isEqualTo(20_000);
    }
}
