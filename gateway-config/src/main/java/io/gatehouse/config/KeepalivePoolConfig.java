// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.time.Duration;

/**
 * Upstream connections kept open between requests.
 *
 * @param size most idle connections that one event loop keeps to all nodes of an upstream; 0 turns reuse off; 320 by default
 * @param idleTimeout how long an idle connection is kept; positive; 60 s by default
 * @param requests a connection is closed after so many requests; at least 1; 1,000 by default
 */
public record KeepalivePoolConfig(int size, Duration idleTimeout, int requests) {
    /** What holds when {@code keepalive_pool} is left out. */
    public static final KeepalivePoolConfig DEFAULT = new KeepalivePoolConfig(320, Duration.ofSeconds(60), 1_000);

    public KeepalivePoolConfig {
        Insist.that(size >= 0, "size: %s (expected: >= 0)", size);
        Insist.that(idleTimeout.compareTo(Duration.ZERO) > 0, "idleTimeout: %s (expected: > 0)", idleTimeout);
        Insist.that(requests >= 1, "requests: %s (expected: >= 1)", requests);
    }

    /** Reads {@code upstreams[].keepalive_pool}. */
    static KeepalivePoolConfig read(Fields pool) {
        return new KeepalivePoolConfig(
                pool.integer("size", 0, 1_000_000, DEFAULT.size),
                pool.duration("idle_timeout", TimeoutsConfig.MIN, TimeoutsConfig.MAX, DEFAULT.idleTimeout),
                pool.integer("requests", 1, Integer.MAX_VALUE, DEFAULT.requests));
    }
}
