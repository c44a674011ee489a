// SPDX-License-Identifier: Apache-2.0

/**
 * The client's side: pipeline, HTTP/1.1 adapter, gateway-made answers, the clocks of a connection.
 *
 * <p>Called by Netty on the event loop of the accepted channel.
 */
@NullMarked
package io.gatehouse.proxy.downstream;

import org.jspecify.annotations.NullMarked;
