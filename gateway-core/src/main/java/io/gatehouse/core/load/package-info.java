// SPDX-License-Identifier: Apache-2.0

/** From files to a loaded configuration: configuration and TLS assets, or the problems. Called by {@code check}, at start and by the reloader. Runs on whichever thread loads: main or reload. */
@NullMarked
package io.gatehouse.core.load;

import org.jspecify.annotations.NullMarked;
