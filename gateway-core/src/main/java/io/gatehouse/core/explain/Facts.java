// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects a {@link Step}. */
final class Facts {
    private final String topic;
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    Facts(String topic) {
        this.topic = topic;
    }

    /** Adds a text, a number, a truth, or a list or map of those. */
    Facts with(String name, Object value) {
        facts.put(name, value);
        return this;
    }

    Facts note(String text) {
        notes.add(text);
        return this;
    }

    Step says(String summary) {
        return new Step(topic, summary, facts, notes);
    }
}
