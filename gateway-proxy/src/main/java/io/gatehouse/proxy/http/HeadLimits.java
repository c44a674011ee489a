// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

/**
 * How large a head may be, and the trailers behind a body.
 *
 * @param lineBytes most octets of the start line, and of a line with the size of a chunk
 * @param headBytes most octets of a head, and of all trailers together
 * @param fields most fields of a head, and most trailers
 */
record HeadLimits(int lineBytes, int headBytes, int fields) {}
