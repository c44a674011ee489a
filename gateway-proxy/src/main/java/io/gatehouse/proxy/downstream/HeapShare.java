// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.proxy.clock.Seldom;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the requests of one event loop may hold of the heap together, from their head until their exchange is over: a full heap ends the
 * process, and a few octets become many objects. One request always fits. Its event loop.
 */
public final class HeapShare {
    private static final Logger log = LoggerFactory.getLogger(HeapShare.class);

    /** Heap for an octet of a head or of trailers; measured: 67 KiB with 30 KiB in few fields. */
    private static final int FOR_AN_OCTET = 3;

    /** Heap for a field beside its octets; measured: 20 KiB with 127 fields of 6 octets. */
    private static final int FOR_A_FIELD = 160;

    private final long most;
    private final Seldom line = Seldom.onceASecond();
    private long taken;

    /** {@code most}: in bytes. */
    public HeapShare(long most) {
        this.most = most;
    }

    /** What a head of so many octets and fields needs, in bytes. */
    static long neededFor(int octets, int fields) {
        return (long) FOR_AN_OCTET * octets + (long) FOR_A_FIELD * fields;
    }

    /** What a connection keeps of its longest head while it lasts: Netty's decoder has room for the longest line that it has read. */
    static long keptOf(int octets) {
        return 2L * octets; // the room doubles
    }

    /** What trailers need, in bytes. */
    static long neededFor(HttpHeaders trailers) {
        int octets = 0;
        for (Map.Entry<String, String> each : trailers) {
            octets += each.getKey().length() + each.getValue().length();
        }
        return neededFor(octets, trailers.size());
    }

    /** Whether so many bytes are left; then they are taken. */
    boolean take(long bytes) {
        if (taken > 0 && bytes > most - taken) {
            if (line.mayHappen()) {
                log.warn(
                        "heap for requests ran out, a request is refused shareKiB={} remedy=\"raise -Xmx, or lower limits.connections\"",
                        most >> 10);
            }
            return false;
        }
        taken += bytes;
        return true;
    }

    /** Whether more than half is taken: time to keep no connections for what they keep. */
    boolean isScarce() {
        return taken > most / 2;
    }

    /** Gives back what was taken. */
    void give(long bytes) {
        taken -= bytes;
    }
}
