// SPDX-License-Identifier: Apache-2.0

/** The admin listener: a table of paths and what answers them, over HTTP, and the client for commands. Started by the gateway. Runs on one event loop of its own; endpoints that take time answer from other threads. */
@NullMarked
package io.gatehouse.core.admin;

import org.jspecify.annotations.NullMarked;
