// SPDX-License-Identifier: Apache-2.0

/** The entry point of the process. Called by the JVM, on the main thread. Everything else stands in the packages below. */
@NullMarked
package io.gatehouse.core;

import org.jspecify.annotations.NullMarked;
