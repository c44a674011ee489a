// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP/1.1 on the wire: the strict gate on the octets of a head, the rules on its fields, and the writer.
 *
 * <p>Called by the adapters of both sides ({@code downstream} and {@code upstream}), on the event loop of the connection.
 * Pure rules live in functions of their own, so that {@code explain} and the tests call the same ones.
 */
@NullMarked
package io.gatehouse.proxy.http;

import org.jspecify.annotations.NullMarked;
