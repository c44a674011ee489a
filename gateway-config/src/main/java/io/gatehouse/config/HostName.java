// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.Optional;

/** Names of hosts in the one form in which they are compared. */
public final class HostName {
    private HostName() {}

    /**
     * The form in which a name is compared: lower-case, one final dot dropped, IDNA A-labels. An IPv4 literal passes as
     * it is, an IPv6 literal without brackets.
     *
     * @param raw a name without port, from configuration, SNI or Host; may be anything
     * @return empty if it is not the name of a host
     */
    public static Optional<String> normalize(String raw) {
        throw new UnsupportedOperationException(raw);
    }
}
