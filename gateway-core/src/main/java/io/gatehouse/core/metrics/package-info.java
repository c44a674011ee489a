// SPDX-License-Identifier: Apache-2.0

/** Counters of what happened since the start. Event loops count. The admin loop reads. */
@NullMarked
package io.gatehouse.core.metrics;

import org.jspecify.annotations.NullMarked;
