// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    private static final long MAPPED = 0xffffL; // bits 80 to 95 of ::ffff:0:0/96

    public IpSubnet {
        Insist.that(prefix >= 0 && prefix <= (v4 ? 32 : 128), "prefix: %s (expected: 0 to 32 or 128)", prefix);
    }

    /** Reads {@code address} or {@code address/prefix}; empty if it is neither, or if bits after the prefix are set. */
    public static Optional<IpSubnet> parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return Optional.empty();
        }
        int bits = address.length * 8;
        int prefix = slash < 0 ? bits : decimal(text, slash + 1);
        if (prefix < 0 || prefix > bits) {
            return Optional.empty();
        }
        IpSubnet subnet = of(address, prefix);
        boolean clean = subnet.masked(subnet.high, subnet.low).equals(subnet);
        return clean ? Optional.of(subnet) : Optional.empty();
    }

    /** What counts as one client: an IPv4 address, or the /64 of IPv6 in which a client may choose its address at will. */
    public static IpSubnet ofClient(InetAddress address) {
        byte[] bytes = address.getAddress();
        IpSubnet single = of(bytes, bytes.length * 8);
        return single.v4 ? single : new IpSubnet(false, single.high, 0, 64);
    }

    /** Whether the address lies in this range. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        IpSubnet single = of(bytes, bytes.length * 8);
        return single.v4 == v4 && masked(single.high, single.low).equals(this);
    }

    /** Whether one of these holds all of this range. */
    public boolean isWithinOne(Collection<IpSubnet> subnets) {
        return !Collections.disjoint(withWider(), subnets);
    }

    /** Its first and its last address, and the addresses before and behind it, as far as there are any. */
    public List<InetAddress> edges() {
        int bits = v4 ? 32 : 128;
        BigInteger first = unsigned(high).shiftLeft(64).or(unsigned(low));
        BigInteger end = first.add(BigInteger.ONE.shiftLeft(bits - prefix));
        return Stream.of(first, end.subtract(BigInteger.ONE), first.subtract(BigInteger.ONE), end)
                .filter(each -> each.signum() >= 0 && each.bitLength() <= bits)
                .map(each -> address(each, bits / 8))
                .toList();
    }

    /** This range and every one that it lies in, the widest last. */
    public List<IpSubnet> withWider() {
        List<IpSubnet> all = new ArrayList<>(prefix + 1);
        for (int bits = prefix; bits >= 0; bits--) {
            all.add(new IpSubnet(v4, high, low, bits).masked(high, low));
        }
        return all;
    }

    /** {@code address/prefix}. */
    @Override
    public String toString() {
        if (v4) {
            return (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff) + "/"
                    + prefix;
        }
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >>> (56 - 8 * i));
            bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
        }
        return IpLiteral.formatV6(bytes) + "/" + prefix;
    }

    /** The subnet that an address with bits after the prefix lies in, as text; "" if the text is none. */
    private static String network(String text) {
        int slash = text.indexOf('/');
        byte[] address = slash < 0 ? null : IpLiteral.parse(text.substring(0, slash));
        int prefix = slash < 0 ? -1 : decimal(text, slash + 1);
        if (address == null || prefix < 0 || prefix > address.length * 8) {
            return "";
        }
        IpSubnet subnet = of(address, prefix);
        return subnet.masked(subnet.high, subnet.low).toString();
    }

    private static IpSubnet of(byte[] address, int prefix) {
        if (address.length == 4) {
            return new IpSubnet(true, 0, bigEndian(address, 0, 4), prefix);
        }
        long high = bigEndian(address, 0, 8);
        long low = bigEndian(address, 8, 8);
        if (high == 0 && low >>> 32 == MAPPED && prefix >= 96) {
            return new IpSubnet(true, 0, low & 0xffff_ffffL, prefix - 96);
        }
        return new IpSubnet(false, high, low, prefix);
    }

    private IpSubnet masked(long addressHigh, long addressLow) {
        if (v4) {
            return new IpSubnet(true, 0, addressLow & (leading(prefix) >>> 32), prefix);
        }
        return new IpSubnet(
                false,
                addressHigh & leading(Math.min(prefix, 64)),
                addressLow & leading(Math.max(prefix - 64, 0)),
                prefix);
    }

    /** A mask of the first bits of 64; a shift by 64 would be none. */
    private static long leading(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    private static InetAddress address(BigInteger value, int length) {
        byte[] bytes = value.toByteArray(); // with a zero in front if the first bit is set
        byte[] address = new byte[length];
        int count = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - count, address, length - count, count);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + length + " octets", e);
        }
    }

    private static long bigEndian(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    private static int decimal(String text, int from) {
        int value = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i - from > 2) {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return from == text.length() ? -1 : value;
    }

    /** Reads a list of subnets; what is none is reported. */
    static List<IpSubnet> readList(Fields fields, String key) {
        List<IpSubnet> subnets = new ArrayList<>();
        for (Text text : fields.texts(key)) {
            Optional<IpSubnet> subnet = parse(text.value());
            if (subnet.isPresent()) {
                subnets.add(subnet.get());
            } else {
                String meant = network(text.value());
                text.refuse(
                        meant.isEmpty() ? "not an IP address or subnet" : "bits are set after the prefix",
                        "an address such as 10.0.0.7, or a subnet such as 10.0.0.0/8 or fd00::/8",
                        meant.isEmpty() ? "" : "for the whole subnet write " + meant);
            }
        }
        return subnets;
    }
}
