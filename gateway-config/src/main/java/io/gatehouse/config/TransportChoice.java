// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** How sockets are driven. */
public enum TransportChoice {
    /** The best that this machine supports. */
    AUTO,
    IO_URING,
    EPOLL,
    NIO
}
