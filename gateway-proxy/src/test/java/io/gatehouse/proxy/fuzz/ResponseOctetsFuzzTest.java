// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.proxy.fuzz.ResponseTrial.Asked;
import io.gatehouse.proxy.fuzz.ResponseTrial.Then;
import java.nio.charset.StandardCharsets;

/**
 * Whatever a node answers: the client gets exactly that response, or an error, or is cut.
 *
 * <p>The first line of an input says what was asked and what the node does afterwards, by their initials: {@code HE} for HEAD and
 * END. The rest is the answer.
 */
class ResponseOctetsFuzzTest {
    @FuzzTest
    @SuppressWarnings("EnumOrdinal") // the first octets choose
    @DictionaryFile(resourcePath = "/fuzz/http.dict")
    void theClientGetsWhatIsAResponseAndNothingElse(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        if (text.length() >= 3) {
            Asked asked = Asked.values()[Math.max(0, "GHOKPW".indexOf(text.charAt(0)))];
            Then then = Then.values()[Math.max(0, "WER".indexOf(text.charAt(1)))];
            ResponseTrial.of(text.substring(3), asked, then);
        }
    }
}
