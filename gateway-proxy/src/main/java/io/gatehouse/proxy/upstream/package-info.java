// SPDX-License-Identifier: Apache-2.0

/**
 * The server's side: nodes, the choice among them, connections and their pools.
 *
 * <p>Pools belong to one event loop and are called only there; {@link io.gatehouse.proxy.upstream.Upstream} is immutable but
 * for its rotation counter and shared by all loops.
 */
@NullMarked
package io.gatehouse.proxy.upstream;

import org.jspecify.annotations.NullMarked;
