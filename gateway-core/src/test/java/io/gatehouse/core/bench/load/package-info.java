// SPDX-License-Identifier: Apache-2.0

/**
 * The load of {@code scripts/bench/run} that wrk cannot make: handshakes, resumption, client certificates, requests at a constant
 * rate, uploads, idle connections. A JVM of its own, which does what lines on its standard input ask for, one after the other, on
 * one event loop.
 */
@NullMarked
package io.gatehouse.core.bench.load;

import org.jspecify.annotations.NullMarked;
