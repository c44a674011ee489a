// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.fixtures.LeakCheck;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

/** The extension that makes a leak fail a test class is on in this module, and finds one. */
class LeakCheckTest {
    @Test
    void findsABufferThatNobodyReleases() throws Exception {
        assertThat(LeakCheck.found()).isEmpty();
        lose();
        assertThat(LeakCheck.found()).singleElement().asString().contains("was not released");
    }

    private static void lose() {
        assertThat(ByteBufAllocator.DEFAULT.directBuffer(8).isReadable()).isFalse();
    }
}
