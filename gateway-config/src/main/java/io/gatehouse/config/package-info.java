// SPDX-License-Identifier: Apache-2.0

/** Placeholder. */
@NullMarked
package io.gatehouse.config;

import org.jspecify.annotations.NullMarked;
