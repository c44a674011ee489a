// SPDX-License-Identifier: Apache-2.0

/**
 * Two connections joined after a 101: bytes pass as they are.
 *
 * <p>Runs on the event loop of both connections.
 */
@NullMarked
package io.gatehouse.proxy.tunnel;

import org.jspecify.annotations.NullMarked;
