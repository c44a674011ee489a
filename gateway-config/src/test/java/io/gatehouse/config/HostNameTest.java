// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    private static final String LABEL_63 = "a".repeat(63);

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, shop.example.com",
        "SHOP.Example.COM, shop.example.com",
        "shop.example.com., shop.example.com",
        "localhost, localhost",
        "my_service.internal, my_service.internal",
        "_dmarc.example.com, _dmarc.example.com",
        "3com.com, 3com.com",
        "AZaz09.example, azaz09.example",
        "1.2.3.4.example, 1.2.3.4.example",
        "xn--mnchen-3ya.de, xn--mnchen-3ya.de",
        "münchen.de, xn--mnchen-3ya.de",
        "MÜNCHEN.de, xn--mnchen-3ya.de",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
        "shop。example。com, shop.example.com",
        "10.0.0.7, 10.0.0.7",
        "::1, ::1",
        "[::1], ::1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:0:2:0:0:3:4, 1::2:0:0:3:4",
        "[ABCD:EF::1], abcd:ef::1",
    })
    void hasOneFormForEachName(String raw, String normalized) {
        assertThat(HostName.normalize(raw)).contains(normalized);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                ".a",
                "a b",
                "a/b",
                "fa\u00df.de",
                "\u03b2\u03cc\u03bb\u03bf\u03c2.com",
                "a\u200db.com",
                "a\u200cb.com",
                "a:80",
                "user@a",
                "a%20b",
                "*.a",
                "*",
                "-a.com",
                "a-.com",
                "a.b-",
                "a.90",
                "a@b",
                "a[b",
                "a`b",
                "a{b",
                "a\0b",
                "a\nb",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1234",
                "[10.0.0.1]",
                "[::1",
                "::1]",
                "[]",
                ":",
                ":::",
                "1::2::3",
                "12345::",
                "::1%eth0",
                "[::1]:80",
                "☃️.com\u0000",
                "a.\u202e.com",
                "İ\u0307\u0000"
            })
    void refusesWhatIsNoName(String raw) {
        assertThat(HostName.normalize(raw)).isEmpty();
    }

    @Test
    void labelsHaveAtMost63AndNamesAtMost253Octets() {
        String longest = LABEL_63 + "." + LABEL_63 + "." + LABEL_63 + "." + "a".repeat(61);
        assertThat(HostName.normalize(longest)).contains(longest);
        assertThat(HostName.normalize(longest + ".")).contains(longest);
        assertThat(HostName.normalize(longest + "a")).isEmpty();
        assertThat(HostName.normalize(LABEL_63 + "a.com")).isEmpty();
        assertThat(HostName.normalize("ü".repeat(70) + ".com")).isEmpty();
        assertThat(HostName.normalize("a".repeat(100_000))).isEmpty();
    }

    @Test
    void aNormalNameIsReturnedAsItIs() {
        String name = "shop.example.com";
        assertThat(HostName.normalize(name).orElseThrow()).isSameAs(name);
    }

    @Test
    void anythingYieldsANormalNameOrNone() {
        Random random = new Random(11);
        String alphabet = "ab.-_*:[]0159xn--%ÄßIİ。☃\u0000\u200d\ud83d\ude00\ud800 /";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder raw = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                raw.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            HostName.normalize(raw.toString())
                    .ifPresent(name -> assertThat(HostName.normalize(name)).contains(name));
        }
    }
}
