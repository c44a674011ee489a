// SPDX-License-Identifier: Apache-2.0

/**
 * Deadlines of connections: one object for each purpose, on the event loop of its connection.
 *
 * <p>Time is an injected {@code nanoTime}, so that every clock of the proxy is the same one.
 */
@NullMarked
package io.gatehouse.proxy.clock;

import org.jspecify.annotations.NullMarked;
