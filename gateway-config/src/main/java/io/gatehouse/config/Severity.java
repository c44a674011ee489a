// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** How much a {@link Problem} weighs: an error refuses the whole load, a warning does not. */
public enum Severity {
    ERROR("error"),
    WARNING("warning");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    /** The word in messages: {@code error} or {@code warning}. */
    public String label() {
        return label;
    }
}
