// SPDX-License-Identifier: Apache-2.0

/**
 * The whole proxy between a client and a node that mean harm, judged by a reader of RFC 9112 that shares no code with it.
 *
 * <p>Everything happens in memory, on the thread of the test and in the time of the test: an input gives one result.
 */
@NullMarked
package io.gatehouse.proxy.fuzz;

import org.jspecify.annotations.NullMarked;
