// SPDX-License-Identifier: Apache-2.0

/** The demo: a throw-away CA, three upstreams, a gateway with a real configuration and requests through every path. Called by the command {@code demo}. Runs on the main thread, its upstreams on one event loop. */
@NullMarked
package io.gatehouse.core.demo;

import org.jspecify.annotations.NullMarked;
