// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** The same as {@link RequestOctetsFuzzTest}, for octets that are put together from what requests are made of. */
class RequestGrammarFuzzTest {
    @FuzzTest
    void theNodeGetsWhatIsARequestAndNothingElse(FuzzedDataProvider data) {
        RequestTrial.of(WrittenHttp.requests(data));
    }
}
