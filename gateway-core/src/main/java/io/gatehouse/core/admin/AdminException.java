// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

/** A running gateway could not be asked. The message is for the operator: what was tried, and what to look at. */
public final class AdminException extends Exception {
    private static final long serialVersionUID = 1L;

    /** {@code message} is all there is to say. */
    public AdminException(String message) {
        super(message);
    }
}
