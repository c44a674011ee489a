// SPDX-License-Identifier: Apache-2.0

/**
 * One request with its response, between two neutral streams.
 *
 * <p>{@link io.gatehouse.proxy.exchange.Exchange} is the state machine; HTTP/1.1 is one implementation of
 * {@link io.gatehouse.proxy.stream.DownstreamStream} and {@link io.gatehouse.proxy.stream.UpstreamStream}. All calls
 * happen on the event loop that accepted the client's connection.
 */
@NullMarked
package io.gatehouse.proxy.exchange;

import org.jspecify.annotations.NullMarked;
