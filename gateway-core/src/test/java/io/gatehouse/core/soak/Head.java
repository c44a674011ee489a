// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Start line and fields of a message.
 *
 * @param fields by lower-case name, in the order in which they came
 */
record Head(String startLine, Map<String, List<String>> fields) {

    /** The value of a field that may be there once at most. */
    @Nullable
    String one(String name) throws Violation {
        List<String> values = fields.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Violation.framing("several " + name + " in " + this);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    String must(String name) throws Violation {
        String value = one(name);
        if (value == null) {
            throw Violation.framing("no " + name + " in " + this);
        }
        return value;
    }

    /** Of a request line. */
    String method() {
        return startLine.substring(0, startLine.indexOf(' '));
    }

    /** Of a request line. */
    String target() {
        return startLine.substring(startLine.indexOf(' ') + 1, startLine.lastIndexOf(' '));
    }

    /** Of a status line. */
    int status() {
        return Integer.parseInt(startLine.substring(9, 12));
    }

    /** Whether the sender closes behind this message. */
    boolean closes() throws Violation {
        return "close".equalsIgnoreCase(one("connection"));
    }
}
