// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.NodeConfig;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.http.Authority;
import io.gatehouse.proxy.http.BodyLength;
import io.gatehouse.proxy.http.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTest {
    private static Upstream upstream(String keys) {
        Map<String, Upstream> all =
                TestConfig.snapshot("upstreams: [{id: u, " + keys + "}]").upstreams();
        Upstream upstream = all.get("u");
        if (upstream == null) {
            throw new AssertionError(all);
        }
        return upstream;
    }

    private static RequestHead head(@Nullable Authority authority) {
        return new RequestHead(
                "GET",
                "/",
                "/",
                authority,
                false,
                false,
                true,
                BodyLength.NONE,
                false,
                false,
                false,
                new DefaultHttpHeaders());
    }

    private static NodeConfig only(Upstream upstream) {
        return upstream.config().nodes().get(0);
    }

    @ParameterizedTest(name = "{0} {1}: {3} for a request to {2}")
    @CsvSource({
        "http, pass, A.example:81, A.example:81",
        "http, pass, '', n.example",
        "http, node, A.example:81, n.example",
        "https, node, A.example:81, n.example:80",
        "http, 'rewrite, upstream_host: r.example', A.example:81, r.example",
    })
    void sendsTheHostOf(String scheme, String passHost, String asked, String expected) {
        String tls = scheme.equals("https") ? ", tls: {verify: false}" : "";
        Upstream upstream =
                upstream("nodes: {\"n.example:80\": 1}, scheme: " + scheme + ", pass_host: " + passHost + tls);
        Authority authority = asked.isEmpty() ? null : Authority.parse(asked).orElseThrow();
        assertThat(upstream.hostFor(only(upstream), head(authority))).isEqualTo(expected);
    }

    @Test
    void putsAnIpv6NodeInBrackets() {
        Upstream upstream = upstream("nodes: [{host: \"::1\", port: 8080, weight: 1}], pass_host: node");
        assertThat(upstream.hostFor(only(upstream), head(null))).isEqualTo("[::1]:8080");
        assertThat(upstream.keyFor(only(upstream), "a").node()).isEqualTo("[::1]:8080");
    }

    @ParameterizedTest(name = "sni \"{0}\" and Host {1}: {2}")
    @CsvSource({
        "'', A.example:443, a.example",
        "'', a.example., a.example",
        "'', '[::1]:443', ::1",
        "'', 127.0.0.1, 127.0.0.1",
        "s.example, a.example, s.example",
    })
    void verifiesTheNameOf(String sni, String host, String serverName) {
        Upstream upstream =
                upstream("scheme: https, nodes: {\"n:443\": 1}, tls: {verify: false, sni: \"" + sni + "\"}");
        assertThat(upstream.keyFor(only(upstream), host).serverName()).isEqualTo(serverName);
    }

    @Test
    void sharesNoConnectionBetweenNamesOrSettings() {
        Upstream one = upstream("scheme: https, nodes: {\"n:443\": 1}, tls: {verify: false}");
        Upstream same = upstream("scheme: https, nodes: {\"n:443\": 1}, tls: {verify: false}");
        Upstream other = upstream("scheme: https, nodes: {\"n:443\": 1}, tls: {verify: false, sni: a}");
        Upstream clear = upstream("nodes: {\"n:443\": 1}");
        ConnectionKey key = one.keyFor(only(one), "a");
        assertThat(key).isEqualTo(same.keyFor(only(same), "a:443")).isNotEqualTo(one.keyFor(only(one), "b"));
        assertThat(key).isNotEqualTo(other.keyFor(only(other), "a")).isNotEqualTo(clear.keyFor(only(clear), "a"));
        assertThat(same.mayUse(key)).isTrue();
        assertThat(other.mayUse(key)).isFalse();
        assertThat(clear.mayUse(key)).isFalse();
        assertThat(upstream("scheme: https, nodes: {\"m:443\": 1}, tls: {verify: false}")
                        .mayUse(key))
                .isFalse();
    }

    @ParameterizedTest(name = "weight {0} of the node that refuses")
    @ValueSource(ints = {1, 8, 300})
    void sharesWhatANodeRefusesAsTheOthersAreWeighted(int weight) {
        Upstream upstream = upstream("nodes: {\"a:1\": " + weight + ", \"b:1\": 3, \"c:1\": 1}");
        NodeConfig refusing = only(upstream);
        Map<String, Integer> taken = new HashMap<>();
        for (int request = 0; request < 400; request++) {
            NodeConfig node = upstream.next(Set.of());
            taken.merge(
                    Objects.requireNonNull(refusing.equals(node) ? upstream.next(Set.of(refusing)) : node)
                            .host(),
                    1,
                    Integer::sum);
        }
        assertThat(taken.getOrDefault("b", 0)).isBetween(295, 305);
        assertThat(taken.getOrDefault("c", 0)).isBetween(95, 105);
    }

    @Test
    void offersEachNodeOnceToOneRequest() {
        Upstream upstream = upstream("nodes: {\"a:1\": 5, \"b:1\": 1, \"c:1\": 1, \"d:1\": 0}");
        for (int request = 0; request < 20; request++) {
            Set<NodeConfig> tried = new HashSet<>();
            for (NodeConfig node = upstream.next(tried); node != null; node = upstream.next(tried)) {
                assertThat(tried.add(node)).isTrue();
            }
            assertThat(tried).hasSize(3);
        }
    }
}
