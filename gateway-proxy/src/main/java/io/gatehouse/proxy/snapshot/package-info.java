// SPDX-License-Identifier: Apache-2.0

/**
 * What a load decided, immutable, and the one place that says which of them is current.
 *
 * <p>Published by the reload thread, read by every event loop once per ClientHello and once per request head.
 */
@NullMarked
package io.gatehouse.proxy.snapshot;

import org.jspecify.annotations.NullMarked;
