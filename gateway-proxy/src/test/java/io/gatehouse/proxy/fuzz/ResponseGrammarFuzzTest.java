// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.proxy.fuzz.ResponseTrial.Asked;
import io.gatehouse.proxy.fuzz.ResponseTrial.Then;

/** The same as {@link ResponseOctetsFuzzTest}, for octets that are put together from what responses are made of. */
class ResponseGrammarFuzzTest {
    @FuzzTest
    void theClientGetsWhatIsAResponseAndNothingElse(FuzzedDataProvider data) {
        Asked asked = data.pickValue(Asked.values());
        Then then = data.pickValue(Then.values());
        ResponseTrial.of(WrittenHttp.responses(data), asked, then);
    }
}
