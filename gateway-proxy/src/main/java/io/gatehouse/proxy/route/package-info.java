// SPDX-License-Identifier: Apache-2.0

/**
 * Which route answers a request: host, path and conditions, as pure functions of the snapshot.
 *
 * <p>Called once per request on the event loop of the connection; built once per load on the reload thread.
 */
@NullMarked
package io.gatehouse.proxy.route;

import org.jspecify.annotations.NullMarked;
