// SPDX-License-Identifier: Apache-2.0

/** Tests of the located YAML tree. */
@NullMarked
package io.gatehouse.config.yaml;

import org.jspecify.annotations.NullMarked;
