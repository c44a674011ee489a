// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

/** A request that its endpoint cannot understand: thrown while it is asked, answered 400 with the message. */
public final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message says what was found and what was expected. */
    public BadRequestException(String message) {
        super(message);
    }
}
