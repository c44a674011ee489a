// SPDX-License-Identifier: Apache-2.0

/** The life of the running gateway: start, reload, drain, stop. Called by the commands {@code run} and {@code demo}. Start and stop on the thread of the caller, reloads on a thread of their own. */
@NullMarked
package io.gatehouse.core.gateway;

import org.jspecify.annotations.NullMarked;
