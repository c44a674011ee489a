// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever a client sends: the node gets exactly the requests that are in it, and the client their answers or a refusal. */
class RequestOctetsFuzzTest {
    @FuzzTest
    @DictionaryFile(resourcePath = "/fuzz/http.dict")
    void theNodeGetsWhatIsARequestAndNothingElse(byte[] octets) {
        RequestTrial.of(new String(octets, StandardCharsets.ISO_8859_1));
    }
}
