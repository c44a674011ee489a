// SPDX-License-Identifier: Apache-2.0

/** Placeholder. */
@NullMarked
package io.gatehouse.tls;

import org.jspecify.annotations.NullMarked;
