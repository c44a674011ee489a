// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;

class HeldHeapTest {
    private static final int OCTETS = 100;
    private static final long HEAD = HeapShare.neededFor(OCTETS, 1);
    private static final long KEPT = HeapShare.keptOf(OCTETS);
    private static final HttpHeaders TRAILERS = new DefaultHttpHeaders().add("some", "octets");

    private final HeapShare share = new HeapShare(10_000);
    private final HeldHeap heap = new HeldHeap(share);

    @Test
    void anExchangeGivesBackWhatItHeldAndTheDecoderKeepsItsRoom() {
        assertThat(heap.holdHead(OCTETS, 1)).isTrue();
        assertThat(heap.holdTrailers(TRAILERS)).isTrue();
        assertThat(taken()).isEqualTo(HEAD + KEPT + HeapShare.neededFor(TRAILERS));

        heap.exchangeIsOver();
        assertThat(taken()).isEqualTo(KEPT);

        heap.decoderIsGone();
        assertThat(taken()).isZero();
    }

    @Test
    void whatTheDecoderKeepsIsThatOfTheLongestHead() {
        for (int octets : new int[] {OCTETS / 2, OCTETS, OCTETS / 2}) {
            assertThat(heap.holdHead(octets, 1)).isTrue();
            heap.exchangeIsOver();
        }

        assertThat(taken()).isEqualTo(KEPT);
    }

    @Test
    void whatIsRefusedIsNotHeld() {
        share.take(10_000);

        assertThat(heap.holdHead(OCTETS, 1)).isFalse();
        assertThat(heap.holdTrailers(TRAILERS)).isFalse();
        assertThat(heap.holdTrailers(EmptyHttpHeaders.INSTANCE)).isTrue();
        heap.exchangeIsOver();
        heap.decoderIsGone();

        assertThat(taken()).isEqualTo(10_000);
    }

    /** What is left is what can still be taken, in one piece. */
    private long taken() {
        long low = 0;
        long high = 10_001; // more than fits, unless nothing is taken
        while (high - low > 1) {
            long middle = (low + high) / 2;
            if (share.take(middle)) {
                share.give(middle);
                low = middle;
            } else {
                high = middle;
            }
        }
        return 10_000 - low;
    }
}
