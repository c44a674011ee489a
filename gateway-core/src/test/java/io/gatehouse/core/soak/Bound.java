// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.util.List;

/**
 * One line of the table: a measure before the load and after it.
 *
 * @param allowed the most that it may be afterwards
 * @param reason why that much
 */
record Bound(String what, long base, long end, long allowed, String reason) {
    private static final long MIB = 1024;

    /** All of them; descriptors and threads are counted, so nothing may be left of them. */
    static List<Bound> of(Vitals base, Vitals end) {
        return List.of(
                descriptors("socket", base, end),
                descriptors("anon_inode", base, end),
                descriptors("pipe", base, end),
                descriptors("file", base, end),
                exact("threads", base.threads(), end.threads()),
                within("heap KiB", base.heapKib(), end.heapKib(), 8 * MIB, "classes of rare paths"),
                within("direct KiB", base.directKib(), end.directKib(), 16 * MIB, "chunks that the allocator keeps"),
                within(
                        "resident KiB",
                        base.residentKib(),
                        end.residentKib(),
                        48 * MIB, // the heap is touched before
                        "compiled code, and what its compilers gave back to malloc"));
    }

    boolean holds() {
        return end <= allowed;
    }

    private static Bound descriptors(String kind, Vitals base, Vitals end) {
        return exact(
                "descriptors: " + kind,
                base.descriptors().getOrDefault(kind, 0L),
                end.descriptors().getOrDefault(kind, 0L));
    }

    private static Bound exact(String what, long base, long end) {
        return new Bound(what, base, end, base, "counted");
    }

    private static Bound within(String what, long base, long end, long more, String reason) {
        return new Bound(what, base, end, base + more, reason);
    }
}
