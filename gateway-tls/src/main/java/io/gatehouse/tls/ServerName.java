// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostName;
import java.util.Optional;

/** The name in a ClientHello. */
public final class ServerName {
    private ServerName() {}

    /** The name in the form in which names are compared; empty if it is none. RFC 6066, section 3: names are sent as A-labels. */
    public static Optional<String> normalize(String sent) {
        return sent.chars().allMatch(c -> c < 0x80) ? HostName.normalize(sent) : Optional.empty();
    }
}
