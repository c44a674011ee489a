// SPDX-License-Identifier: Apache-2.0

/**
 * Why a connection and a request would be treated as they would: the functions of the data path, asked one step at a time.
 *
 * <p>Depends on a snapshot only; opens nothing and changes nothing. Any thread.
 */
@NullMarked
package io.gatehouse.core.explain;

import org.jspecify.annotations.NullMarked;
