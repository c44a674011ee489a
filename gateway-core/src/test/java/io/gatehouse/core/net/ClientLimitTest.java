// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.IpSubnet;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientLimitTest {
    private final ClientLimit limit = new ClientLimit();

    private IpSubnet admit(String address) {
        return limit.admit(new InetSocketAddress(address, 40_000));
    }

    @Test
    void isOffUnlessSet() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(admit("192.0.2.1")).isNotEqualTo(ClientLimit.REFUSED);
        }
        assertThat(limit.refused()).isZero();
    }

    @ParameterizedTest(name = "{0} and {1} are one client: {2}")
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "::1, 127.0.0.1, false",
    })
    void tellsClientsApart(String first, String second, boolean same) {
        limit.change(1, List.of());
        assertThat(admit(first)).isNotEqualTo(ClientLimit.REFUSED);
        assertThat(admit(second).equals(ClientLimit.REFUSED)).isEqualTo(same);
        assertThat(limit.refused()).isEqualTo(same ? 1 : 0);
    }

    @Test
    void aPlaceIsFreeAgainWhenAConnectionCloses() {
        limit.change(2, List.of());
        IpSubnet first = admit("192.0.2.1");
        admit("192.0.2.1");
        assertThat(admit("192.0.2.1")).isEqualTo(ClientLimit.REFUSED);
        limit.closed(first);
        assertThat(admit("192.0.2.1")).isNotEqualTo(ClientLimit.REFUSED);
        assertThat(admit("192.0.2.1")).isEqualTo(ClientLimit.REFUSED);
    }

    @Test
    void aLimitThatIsSetLaterKnowsWhoIsHere() {
        admit("192.0.2.1");
        admit("192.0.2.1");
        limit.change(2, List.of());
        assertThat(admit("192.0.2.1")).isEqualTo(ClientLimit.REFUSED);
        limit.change(3, List.of());
        assertThat(admit("192.0.2.1")).isNotEqualTo(ClientLimit.REFUSED);
    }

    @Test
    void trustedProxiesAreNoClients() {
        limit.change(1, List.of(IpSubnet.parse("10.0.0.0/8").orElseThrow()));
        for (int i = 0; i < 100; i++) {
            limit.closed(admit("10.1.2.3"));
            assertThat(admit("10.1.2.3")).isNotEqualTo(ClientLimit.REFUSED);
        }
        assertThat(limit.clients()).isZero();
        assertThat(admit("11.0.0.1")).isNotEqualTo(ClientLimit.REFUSED);
        assertThat(admit("11.0.0.1")).isEqualTo(ClientLimit.REFUSED);
    }

    @Test
    void remembersNobodyWhoIsGone() {
        limit.change(3, List.of());
        Random random = new Random(7);
        List<IpSubnet> open = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            IpSubnet client = admit("192.0.2." + random.nextInt(256));
            if (!client.equals(ClientLimit.REFUSED)) {
                open.add(client);
            }
            if (open.size() > 400) {
                limit.closed(open.remove(random.nextInt(open.size())));
            }
        }
        assertThat(limit.refused()).isPositive();
        open.forEach(limit::closed);
        assertThat(limit.clients()).isZero();
    }
}
