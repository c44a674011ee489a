// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorityTest {
    @ParameterizedTest(name = "{0} is host {1}, port {2}, in a URI {3}")
    @CsvSource({
        "a, a, 0, a",
        "A.Example., a.example, 0, a.example",
        "a:, a, 0, a",
        "a:1, a, 1, a",
        "a:65535, a, 65535, a",
        "a:00080, a, 80, a",
        "127.0.0.1:80, 127.0.0.1, 80, 127.0.0.1",
        "[::1], ::1, 0, [::1]",
        "[0:0:0:0:0:0:0:1]:443, ::1, 443, [::1]",
        "[2001:DB8::1], 2001:db8::1, 0, [2001:db8::1]",
        "xn--bcher-kva.example, xn--bcher-kva.example, 0, xn--bcher-kva.example",
    })
    void readsHostAndPort(String text, String host, int port, String uriHost) {
        Authority authority = Authority.parse(text).orElseThrow();
        assertThat(authority).isEqualTo(new Authority(text, host, port));
        assertThat(authority.uriHost()).isEqualTo(uriHost);
    }

    @Test
    void refusesANameLongerThanDnsAllows() {
        assertThat(Authority.parse("a.".repeat(126) + "a")).isPresent();
        assertThat(Authority.parse("a.".repeat(127) + "a")).isEmpty();
        assertThat(Authority.parse("a".repeat(64))).isEmpty();
    }
}
