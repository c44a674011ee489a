// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

/** The configured transport does not work on this machine. The message says why, in one line. */
public final class TransportUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    TransportUnavailableException(String name, Throwable cause) {
        super(name + " is not available: " + rootOf(cause), cause);
    }

    private static String rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        int line = message.indexOf('\n');
        return line < 0 ? message : message.substring(0, line);
    }
}
