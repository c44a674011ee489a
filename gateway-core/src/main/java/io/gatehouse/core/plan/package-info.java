// SPDX-License-Identifier: Apache-2.0

/** What a reload would do, object by object, and whether anybody would lose by it. Called by the {@code plan} command and by reloads. Pure functions over two loaded configurations, on whichever thread loads. */
@NullMarked
package io.gatehouse.core.plan;

import org.jspecify.annotations.NullMarked;
