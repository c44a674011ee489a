// SPDX-License-Identifier: Apache-2.0

/** The admin listener: liveness, readiness and status over HTTP. Started by the gateway. Runs on one event loop of its own and reads only what any thread may read. */
@NullMarked
package io.gatehouse.core.admin;

import org.jspecify.annotations.NullMarked;
