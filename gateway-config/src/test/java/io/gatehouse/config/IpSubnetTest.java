// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpSubnetTest {
    @ParameterizedTest(name = "{1} in {0}: {2}")
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "192.168.1.128/25, 192.168.1.128, true",
        "192.168.1.128/25, 192.168.1.127, false",
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.6, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, ::1, true",
        "::/0, 10.0.0.1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "2001:db8::/32, 2001:db8:ffff::, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8:0:0:8000::/65, 2001:db8::8000:0:0:1, true",
        "2001:db8:0:0:8000::/65, 2001:db8::7fff:0:0:1, false",
        "::1, ::1, true",
        "::1/128, ::2, false",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::ffff:0:0/96, 1.2.3.4, true",
    })
    void holdsTheAddressesOfItsRange(String subnet, String address, boolean inside) throws UnknownHostException {
        byte[] bytes = Objects.requireNonNull(IpLiteral.parse(address));
        assertThat(IpSubnet.parse(subnet).orElseThrow().contains(InetAddress.getByAddress(bytes)))
                .isEqualTo(inside);
    }

    @Test
    void aMappedAddressIsTheIpv4AddressThatItMaps() throws UnknownHostException {
        byte[] bytes = Objects.requireNonNull(IpLiteral.parse("::ffff:10.0.0.7"));
        InetAddress mapped = Inet6Address.getByAddress(null, bytes, -1); // stays an IPv6 address
        assertThat(mapped).isInstanceOf(Inet6Address.class);
        assertThat(IpSubnet.parse("10.0.0.0/8").orElseThrow().contains(mapped)).isTrue();
        assertThat(IpSubnet.parse("11.0.0.0/8").orElseThrow().contains(mapped)).isFalse();
        assertThat(IpSubnet.parse("::/0").orElseThrow().contains(mapped)).isFalse();
        assertThat(IpSubnet.parse("::ffff:10.0.0.7")).isEqualTo(IpSubnet.parse("10.0.0.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "0.0.0.0/",
                "0.0.0.0/x",
                "10.0.0/8",
                "10-0-0-1",
                "10.0.0.1/8",
                "010.0.0.0/8",
                "fe80::1/10",
                "localhost",
                "10.0.0.0/0008",
                "10.0.0.0/٨",
                "::g",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3",
                "1:2:3:4:5:6:7:10.0.0.1",
                "::1::",
                "::1%lo"
            })
    void refusesWhatIsNoSubnet(String text) {
        assertThat(IpSubnet.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "10.0.0.7, 10.0.0.7/32",
        "FD00::/8, fd00::/8",
        "::, ::/128",
        "::ffff:0:0/96, 0.0.0.0/0"
    })
    void printsItsShortestForm(String text, String shown) {
        assertThat(IpSubnet.parse(text).orElseThrow()).hasToString(shown);
    }

    @Test
    void agreesWithTheBitsOfRandomAddresses() throws UnknownHostException {
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            byte[] address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            address[0] |= 1; // not mapped
            int prefix = random.nextInt(address.length * 8 + 1);
            byte[] network = address.clone();
            for (int bit = prefix; bit < address.length * 8; bit++) {
                network[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
            }
            String text = InetAddress.getByAddress(network).getHostAddress() + "/" + prefix;
            IpSubnet subnet = IpSubnet.parse(text).orElseThrow(() -> new AssertionError(text));
            assertThat(subnet.contains(InetAddress.getByAddress(address)))
                    .as(text)
                    .isTrue();
            if (prefix > 0) {
                int bit = random.nextInt(prefix);
                address[bit / 8] ^= (byte) (0x80 >> (bit % 8));
                assertThat(subnet.contains(InetAddress.getByAddress(address)))
                        .as(text)
                        .isFalse();
            }
            assertThat(IpSubnet.parse(subnet.toString())).contains(subnet);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/9, 10.0.0.0 10.127.255.255 9.255.255.255 10.128.0.0",
        "0.0.0.0/0, 0.0.0.0 255.255.255.255",
        "255.255.255.255, 255.255.255.255 255.255.255.255 255.255.255.254",
        "fd00::/16, fd00:: fd00:ffff:ffff:ffff:ffff:ffff:ffff:ffff fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff fd01::",
        "::/128, :: :: ::1"
    })
    void tellsWhereItBeginsAndEnds(String text, String edges) throws UnknownHostException {
        List<InetAddress> expected = new ArrayList<>();
        for (String each : edges.split(" ", -1)) {
            expected.add(InetAddress.getByName(each));
        }
        assertThat(IpSubnet.parse(text).orElseThrow().edges()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.0.0.0/8, true",
        "10.0.0.0/8, 10.0.0.0/8, true",
        "10.0.0.0/8, 10.1.0.0/16, false",
        "11.0.0.0/8, 10.0.0.0/8, false",
        "10.0.0.0/8, ::/0, false"
    })
    void liesWithinAWiderOne(String text, String wider, boolean expected) {
        List<IpSubnet> all = List.of(
                IpSubnet.parse("192.0.2.0/24").orElseThrow(),
                IpSubnet.parse(wider).orElseThrow());
        assertThat(IpSubnet.parse(text).orElseThrow().isWithinOne(all)).isEqualTo(expected);
    }
}
