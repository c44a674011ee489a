// SPDX-License-Identifier: Apache-2.0

/**
 * A soak: the jar as a process of its own between clients and upstreams of which half mean harm, while it reloads every second.
 * What must be true of every exchange is checked as it happens, and what the process holds is compared before and after. Run by
 * {@code scripts/soak} and, for a short time, by {@code SoakIT}; each client and each upstream connection has a thread.
 */
@NullMarked
package io.gatehouse.core.soak;

import org.jspecify.annotations.NullMarked;
