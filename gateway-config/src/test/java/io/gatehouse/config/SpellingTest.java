// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> KEYS =
            List.of("sni", "snis", "cert", "certs", "key", "keys", "client", "ssl_protocols");

    @ParameterizedTest
    @CsvSource({
        "sin, sni",
        "SNI, sni",
        "ssni, sni",
        "crt, cert",
        "certss, certs",
        "ssl-protocols, ssl_protocols",
        "sslprotocol, ssl_protocols",
        "clinet, client",
        "kye, key",
    })
    void guessesWhatWasMeant(String word, String meant) {
        assertThat(Spelling.didYouMean(word, KEYS)).isEqualTo("did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @CsvSource({"upstream", "x", "xyz", "protocol"})
    void doesNotGuessWildly(String word) {
        assertThat(Spelling.didYouMean(word, KEYS)).isEmpty();
    }

    @Test
    void aLongWordCostsNothing() {
        assertThat(Spelling.closest("k".repeat(10_000_000), KEYS)).isEmpty();
    }
}
