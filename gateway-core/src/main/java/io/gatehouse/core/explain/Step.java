// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import java.util.List;
import java.util.Map;

/**
 * One thing that was decided.
 *
 * @param topic what about: one word, stable
 * @param summary the decision, for people
 * @param facts the same for programs: text, numbers, truths, and lists and maps of them, in order; stable names
 * @param notes what it came before, what it rests on, what is odd about it; for people
 */
public record Step(String topic, String summary, Map<String, Object> facts, List<String> notes) {
    public Step {
        notes = List.copyOf(notes);
    }
}
