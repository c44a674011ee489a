// SPDX-License-Identifier: Apache-2.0

/** Tests of the reading of configurations, and the fixtures that they share. */
@NullMarked
package io.gatehouse.config;

import org.jspecify.annotations.NullMarked;
