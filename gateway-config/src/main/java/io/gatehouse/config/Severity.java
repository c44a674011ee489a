// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** How much a {@link Problem} weighs: an error refuses the whole load, the others do not. Heaviest first. */
public enum Severity {
    ERROR("error"),
    WARNING("warning"),
    /** Worth knowing, and often as it should be; never said by a load. */
    INFO("info");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    /** The word in messages: {@code error}, {@code warning} or {@code info}. */
    public String label() {
        return label;
    }
}
