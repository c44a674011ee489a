// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** What constructors insist on: a value out of its range there is a fault of this program, not of a file. */
final class Insist {
    private Insist() {}

    /**
     * Throws unless the condition holds.
     *
     * @param message with one {@code %s} for the value
     * @throws IllegalArgumentException naming the value
     */
    static void that(boolean condition, String message, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(message.replace("%s", value.toString()));
        }
    }
}
