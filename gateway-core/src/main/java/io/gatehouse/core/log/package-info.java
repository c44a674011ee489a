// SPDX-License-Identifier: Apache-2.0

/** The logging backend, set up in code: no file to find or parse at start. Loaded by SLF4J when the first logger is made. */
@NullMarked
package io.gatehouse.core.log;

import org.jspecify.annotations.NullMarked;
