// SPDX-License-Identifier: Apache-2.0

/** What the operating system gives and asks: signals and limits. Called at start by the commands and by the gateway. Signals arrive on threads of the JVM. */
@NullMarked
package io.gatehouse.core.os;

import org.jspecify.annotations.NullMarked;
