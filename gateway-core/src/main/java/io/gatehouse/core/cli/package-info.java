// SPDX-License-Identifier: Apache-2.0

/** The command line: one class per command. Called by {@code Main}. Runs on the main thread. */
@NullMarked
package io.gatehouse.core.cli;

import org.jspecify.annotations.NullMarked;
