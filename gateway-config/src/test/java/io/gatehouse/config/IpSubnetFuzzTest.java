// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Subnets and addresses, one in each line: read as the JDK reads addresses, and matched as their bits match. */
class IpSubnetFuzzTest {
    private static final String V4 = "((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.(?!$)|$)){4}";
    private static final BigInteger MAPPED = BigInteger.valueOf(0xffff).shiftLeft(32);

    @FuzzTest
    @DictionaryFile(resourcePath = "/fuzz/addresses.dict")
    void readsWhatIsOneAndMatchesByBits(byte[] lines) throws UnknownHostException {
        List<String> texts =
                new String(lines, StandardCharsets.UTF_8).lines().limit(8).toList();
        for (String text : texts) {
            byte[] address = checkedAddress(text);
            for (String other : texts) {
                Optional<IpSubnet> subnet = IpSubnet.parse(other);
                if (address != null && subnet.isPresent()) {
                    boolean inside = subnet.get().contains(InetAddress.getByAddress(address));
                    assertThat(inside).as(text + " in " + other).isEqualTo(bitsMatch(address, other));
                }
            }
            IpSubnet.parse(text)
                    .ifPresent(subnet ->
                            assertThat(IpSubnet.parse(subnet.toString())).contains(subnet));
        }
    }

    private static byte @Nullable [] checkedAddress(String text) throws UnknownHostException {
        byte[] address = IpLiteral.parse(text);
        if (text.indexOf(':') >= 0) {
            assertThat(value(address)).as(text).isEqualTo(value(byTheJdk(text)));
        }
        if (address != null && address.length == 16) {
            String shortest = IpLiteral.formatV6(address);
            assertThat(IpLiteral.parse(shortest)).isEqualTo(address);
            assertThat(shortest.length()).isLessThanOrEqualTo(39);
        }
        return address;
    }

    /** What the JDK makes of an IPv6 address in brackets, which it never looks up. It reads more than RFC 4291 has. */
    private static byte @Nullable [] byTheJdk(String text) {
        boolean written = text.matches("[0-9A-Fa-f:]+(:" + V4 + ")?") && !text.matches(".*[0-9A-Fa-f]{5}.*");
        if (!written) {
            return null;
        }
        try {
            return InetAddress.getByName("[" + text + "]").getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static boolean bitsMatch(byte[] address, String subnet) {
        int slash = subnet.indexOf('/');
        byte[] network = IpLiteral.parse(slash < 0 ? subnet : subnet.substring(0, slash));
        assertThat(network).isNotNull();
        int bits = network == null ? 0 : network.length * 8;
        int prefix = (slash < 0 ? bits : Integer.parseInt(subnet.substring(slash + 1))) + 128 - bits;
        if (prefix < 96 && isV4(address)) {
            return false; // a range of IPv6 holds no IPv4 address
        }
        return value(address).xor(value(network)).shiftRight(128 - prefix).signum() == 0;
    }

    private static boolean isV4(byte[] address) {
        return value(address).shiftRight(32).equals(MAPPED.shiftRight(32));
    }

    /** All families on the one scale of IPv6; -1 for none. */
    private static BigInteger value(byte @Nullable [] address) {
        if (address == null) {
            return BigInteger.ONE.negate();
        }
        BigInteger value = new BigInteger(1, address);
        return address.length == 4 ? value.or(MAPPED) : value;
    }
}
