// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import java.time.Instant;

/**
 * A reload that holds only if it is confirmed.
 *
 * @param generation the one that runs until then
 * @param until when what ran before is given back
 */
public record Awaited(long generation, Instant until) {}
