// SPDX-License-Identifier: Apache-2.0

/** A look at a configuration and its certificates by every rule there is. Called by {@code gatehouse lint}. Runs on the main thread. */
@NullMarked
package io.gatehouse.core.lint;

import org.jspecify.annotations.NullMarked;
