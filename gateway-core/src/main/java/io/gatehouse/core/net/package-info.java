// SPDX-License-Identifier: Apache-2.0

/** Event loops, listening sockets and the limit of connections. Called by the gateway. Binding on the main or reload thread, accepting on the event loops. */
@NullMarked
package io.gatehouse.core.net;

import org.jspecify.annotations.NullMarked;
