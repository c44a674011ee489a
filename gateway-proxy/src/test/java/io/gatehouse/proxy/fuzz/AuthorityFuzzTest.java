// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.proxy.http.Authority;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Hosts of requests, with and without port: those that the grammar has, in one form each. */
class AuthorityFuzzTest {
    @FuzzTest
    @DictionaryFile(resourcePath = "/fuzz/authority.dict")
    void isWhatTheGrammarHas(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        Optional<Authority> parsed = Authority.parse(text);
        assertThat(parsed.isPresent()).as("'%s'", text).isEqualTo(RequestModel.isHost(text));
        parsed.ifPresent(authority -> check(text, authority));
    }

    private static void check(String text, Authority authority) {
        assertThat(authority.text()).isEqualTo(text);
        String again = authority.uriHost() + (authority.port() == 0 ? "" : ":" + authority.port());
        assertThat(Authority.parse(again)).contains(new Authority(again, authority.host(), authority.port()));
        if (text.startsWith("[")) {
            assertThat(address(authority.uriHost())).isEqualTo(address(text.substring(0, text.indexOf(']') + 1)));
        } else {
            assertThat(text.replaceFirst("\\.?(:[0-9]*)?$", "")).isEqualToIgnoringCase(authority.host());
        }
    }

    /** As the JDK reads it; a literal is never looked up. */
    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(literal, e);
        }
    }
}
