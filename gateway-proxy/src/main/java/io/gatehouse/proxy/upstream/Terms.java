// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.config.UpstreamTimeouts;

/**
 * Under which terms a request goes to an upstream.
 *
 * @param timeouts those of the route over those of the upstream
 * @param maxResponseHeadBytes a larger head is a fault of the upstream
 */
public record Terms(UpstreamTimeouts timeouts, int maxResponseHeadBytes) {}
