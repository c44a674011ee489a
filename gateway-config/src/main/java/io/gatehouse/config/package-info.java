// SPDX-License-Identifier: Apache-2.0

/**
 * The configuration of the gateway: one record per YAML object, and the reader that makes them from files.
 *
 * <p>Called by the start, by every reload and by {@code gatehouse check}, on whichever thread asks; nothing here knows
 * about networks, logging or key material. Every fault of a file becomes a {@link io.gatehouse.config.Problem} with
 * its place; records are immutable, and whoever holds one may rely on the ranges that its constructor insists on.
 */
@NullMarked
package io.gatehouse.config;

import org.jspecify.annotations.NullMarked;
