// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What happened how often, and what must not happen in words. Any thread. */
final class Tally {
    private static final int MAX_WORDS = 40;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    void count(String what) {
        counts.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    /** Something that must not happen; the first of them are kept in words. */
    void violation(String kind, String words) {
        count(kind);
        if (violations.size() < MAX_WORDS) {
            violations.add(kind + ": " + words);
        }
    }

    long of(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((what, count) -> all.put(what, count.sum()));
        return all;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
