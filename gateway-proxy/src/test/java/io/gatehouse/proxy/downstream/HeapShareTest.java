// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import org.junit.jupiter.api.Test;

class HeapShareTest {
    private final HeapShare share = new HeapShare(1000);

    @Test
    void isTakenUpToItsEndAndNotBeyond() {
        assertThat(share.take(600)).isTrue();
        assertThat(share.take(401)).isFalse();
        assertThat(share.take(400)).isTrue();
        assertThat(share.take(1)).isFalse();

        share.give(400);

        assertThat(share.take(400)).isTrue();
    }

    @Test
    void oneRequestAlwaysFits() {
        assertThat(share.take(5000)).isTrue();
        assertThat(share.take(1)).isFalse();

        share.give(5000);

        assertThat(share.take(5000)).isTrue();
    }

    /** Measured: 20 KiB of heap with 127 empty fields, 67 KiB with a head of 30 KiB. */
    @Test
    void isReckonedByOctetsAndFields() {
        assertThat(HeapShare.neededFor(815, 127)).isBetween(20L << 10, 24L << 10);
        assertThat(HeapShare.neededFor(30 << 10, 3)).isBetween(67L << 10, 96L << 10);
        assertThat(HeapShare.neededFor(new DefaultHttpHeaders().add("some", "octets")))
                .isEqualTo(HeapShare.neededFor(10, 1));
    }
}
