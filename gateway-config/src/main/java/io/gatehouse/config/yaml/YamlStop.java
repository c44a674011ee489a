// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

/** Ends the reading of a file at a fault. Without stack trace: it is the user's fault, and caught by the reader. */
final class YamlStop extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient YamlFault fault;

    YamlStop(YamlFault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    YamlFault fault() {
        return fault;
    }
}
