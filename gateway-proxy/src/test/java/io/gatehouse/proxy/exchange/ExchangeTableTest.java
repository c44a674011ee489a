// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.ExchangeTable.Event;
import io.gatehouse.proxy.exchange.ExchangeTable.Reaction;
import io.gatehouse.proxy.exchange.ExchangeTable.Repeatable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangeTableTest {
    @ParameterizedTest(name = "{0}: {1}, {2}, {3}, {4}, {5}")
    @CsvSource({
        "CLIENT_GONE, ABANDON, ABANDON, ABANDON, ABANDON, IGNORE",
        "REQUEST_BROKEN, ANSWER, ANSWER, CUT, IGNORE, IGNORE",
        "CONNECT_FAILED, TRY_NEXT_NODE, IMPOSSIBLE, IMPOSSIBLE, IGNORE, IGNORE",
        "UPSTREAM_CLOSED, IMPOSSIBLE, REPEAT, CUT, IGNORE, IGNORE",
        "UPSTREAM_BROKEN, IMPOSSIBLE, ANSWER, CUT, IGNORE, IGNORE",
    })
    void isComplete(
            Event event,
            Reaction acquiring,
            Reaction awaiting,
            Reaction streaming,
            Reaction delivering,
            Reaction done) {
        assertThat(ExchangeTable.reactionTo(event, Phase.ACQUIRING)).isEqualTo(acquiring);
        assertThat(ExchangeTable.reactionTo(event, Phase.AWAITING)).isEqualTo(awaiting);
        assertThat(ExchangeTable.reactionTo(event, Phase.STREAMING)).isEqualTo(streaming);
        assertThat(ExchangeTable.reactionTo(event, Phase.DELIVERING)).isEqualTo(delivering);
        assertThat(ExchangeTable.reactionTo(event, Phase.DONE)).isEqualTo(done);
    }

    @Test
    void repeatsOnlyWhatNobodyCanNotice() {
        int allowed = 0;
        for (int bits = 0; bits < 16; bits++) {
            Repeatable request = new Repeatable((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
            allowed += request.allowed() ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(1);
        assertThat(new Repeatable(true, true, true, false).allowed()).isTrue();
    }
}
