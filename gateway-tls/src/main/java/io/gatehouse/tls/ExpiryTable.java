// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * When the certificates that are served end. Made once for a generation, because it looks at all of them; from then on an answer costs
 * two comparisons for each. Holds nothing of the certificates but numbers, and a little of those that end first. Immutable.
 */
public final class ExpiryTable {
    /** How many of those that end first are known by name. */
    public static final int NAMED = 100;

    private static final Comparator<Named> LAST_END_FIRST =
            Comparator.comparing(Named::notAfter).reversed();

    private final long[] begins; // seconds since the epoch, as are the ends
    private final long[] ends;
    private final List<Named> soonest;

    private ExpiryTable(long[] begins, long[] ends, List<Named> soonest) {
        this.begins = begins;
        this.ends = ends;
        this.soonest = soonest;
    }

    /** The certificates of all objects. */
    public static ExpiryTable of(SslIndex index) {
        int count = index.objects().stream()
                .mapToInt(each -> each.credentials().size())
                .sum();
        long[] begins = new long[count];
        long[] ends = new long[count];
        PriorityQueue<Named> soonest = new PriorityQueue<>(LAST_END_FIRST);
        int i = 0;
        for (SslObject object : index.objects()) {
            for (Credential each : object.credentials()) {
                Instant end = each.notAfter();
                begins[i] = each.notBefore().getEpochSecond();
                ends[i++] = end.getEpochSecond();
                if (soonest.size() < NAMED || end.isBefore(soonest.element().notAfter())) {
                    soonest.add(new Named(object.id(), each.serial(), each.notBefore(), end));
                }
                if (soonest.size() > NAMED) {
                    soonest.remove();
                }
            }
        }
        List<Named> sorted = new ArrayList<>(soonest);
        sorted.sort(LAST_END_FIRST.reversed());
        return new ExpiryTable(begins, ends, List.copyOf(sorted));
    }

    /** How many certificates are in which state now. */
    public Summary at(Instant now) {
        Summary summary = new Summary();
        for (int i = 0; i < ends.length; i++) {
            summary.add(Expiry.of(begins[i], ends[i], now.getEpochSecond()), ends[i]);
        }
        return summary;
    }

    /** How many there are. */
    public int size() {
        return ends.length;
    }

    /** Those that end first, the first one first; {@value #NAMED} at most. */
    public List<Named> soonest() {
        return soonest;
    }

    /**
     * A served certificate.
     *
     * @param ssl id of the ssl object
     * @param serial hex as most tools show it
     */
    public record Named(String ssl, String serial, Instant notBefore, Instant notAfter) {
        /** How near to its end it is. */
        public Expiry state(Instant now) {
            return Expiry.of(notBefore, notAfter, now);
        }
    }

    /** Numbers by state. */
    public static final class Summary {
        private final Map<Expiry, Ends> byState = new EnumMap<>(Expiry.class);

        private void add(Expiry state, long end) {
            Ends ends = byState.get(state);
            if (ends == null) {
                byState.put(state, new Ends(end));
            } else {
                ends.count++;
                ends.earliest = Math.min(ends.earliest, end);
            }
        }

        /** How many certificates are in this state. */
        public int count(Expiry state) {
            Ends ends = byState.get(state);
            return ends == null ? 0 : ends.count;
        }

        /** When the first of them ends, in seconds since the epoch; 0 if there is none. */
        public long earliest(Expiry state) {
            Ends ends = byState.get(state);
            return ends == null ? 0 : ends.earliest;
        }

        /** How many clients refuse: whose time is over, or has not begun. */
        public int refused() {
            return count(Expiry.EXPIRED) + count(Expiry.NOT_YET_VALID);
        }

        private static final class Ends {
            int count = 1;
            long earliest;

            Ends(long first) {
                earliest = first;
            }
        }
    }
}
