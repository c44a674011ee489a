// SPDX-License-Identifier: Apache-2.0

/**
 * The two neutral streams that an exchange joins, and how it can end.
 *
 * <p>HTTP/1.1 is one implementation of them ({@code downstream} and {@code upstream}). All calls happen on one event loop.
 */
@NullMarked
package io.gatehouse.proxy.stream;

import org.jspecify.annotations.NullMarked;
