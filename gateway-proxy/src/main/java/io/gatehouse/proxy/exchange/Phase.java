// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

/** How far an exchange is. */
enum Phase {
    /** Looking for a connection to a node; nothing was sent to one. */
    ACQUIRING,
    /** The request goes out, the response has not begun. */
    AWAITING,
    /** The head of the final response went to the client. */
    STREAMING,
    /** The response is written, but not all of it has left the process; nothing is held upstream. */
    DELIVERING,
    /** Over: reported, and deaf. */
    DONE
}
