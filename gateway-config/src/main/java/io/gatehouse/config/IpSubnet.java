// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8}; a single address is a range of one.
 *
 * <p>An IPv4 address and its IPv6-mapped form ({@code ::ffff:10.0.0.1}) are the same address. Otherwise the families are
 * apart: {@code ::/0} holds no IPv4 address.
 *
 * @param v4 whether this is a range of IPv4 addresses, which then stand in the low 32 bits of {@code low}
 * @param high upper 64 bits of the first address
 * @param low lower 64 bits of the first address
 * @param prefix number of leading bits that count: 0 to 32, or 0 to 128
 */
public record IpSubnet(boolean v4, long high, long low, int prefix) {
    public IpSubnet {
        Insist.that(prefix >= 0 && prefix <= (v4 ? 32 : 128), "prefix: %s (expected: 0 to 32 or 128)", prefix);
    }

    /** Reads {@code address} or {@code address/prefix}; empty if it is neither, or if bits after the prefix are set. */
    public static Optional<IpSubnet> parse(String text) {
        throw new UnsupportedOperationException(text);
    }

    /** Whether the address lies in this range. */
    public boolean contains(InetAddress address) {
        throw new UnsupportedOperationException(address.toString());
    }
}
