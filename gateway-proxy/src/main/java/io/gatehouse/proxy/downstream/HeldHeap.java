// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.netty.handler.codec.http.HttpHeaders;

/** What one client connection holds of its event loop's {@link HeapShare}. Its event loop. */
final class HeldHeap {
    private final HeapShare share;
    private long byExchange;
    private long byDecoder;

    HeldHeap(HeapShare share) {
        this.share = share;
    }

    /** Whether there is room for a head: for the exchange, and for what the decoder keeps if it is the longest so far. */
    boolean holdHead(int octets, int fields) {
        long needed = HeapShare.neededFor(octets, fields);
        long more = Math.max(0, HeapShare.keptOf(octets) - byDecoder);
        boolean free = share.take(needed + more);
        if (free) {
            byExchange += needed;
            byDecoder += more;
        }
        return free;
    }

    /** Whether there is room for the trailers as well. */
    boolean holdTrailers(HttpHeaders trailers) {
        long needed = HeapShare.neededFor(trailers);
        boolean free = needed == 0 || share.take(needed);
        byExchange += free ? needed : 0;
        return free;
    }

    void exchangeIsOver() {
        share.give(byExchange);
        byExchange = 0;
    }

    void decoderIsGone() {
        share.give(byDecoder);
        byDecoder = 0;
    }
}
