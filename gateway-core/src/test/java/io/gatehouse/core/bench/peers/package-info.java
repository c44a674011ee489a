// SPDX-License-Identifier: Apache-2.0

/**
 * The gateway beside other proxies under the same load: {@code scripts/bench/run}. Each proxy has one core, and whatever loads it
 * has another. Run by hand and, in a short form, by CI; one thread.
 */
@NullMarked
package io.gatehouse.core.bench.peers;

import org.jspecify.annotations.NullMarked;
