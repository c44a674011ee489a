// SPDX-License-Identifier: Apache-2.0

/** Placeholder. */
@NullMarked
package io.gatehouse.proxy;

import org.jspecify.annotations.NullMarked;
