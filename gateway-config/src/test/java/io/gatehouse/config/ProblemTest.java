// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {
    private static final Location PLACE = new Location("conf/ssls/shop.yaml", 4, 11);

    @Test
    void printsWhereAndWhatAndWhatToDo() {
        Problem problem = new Problem(Severity.ERROR, PLACE, "ssls[0].key", "no key", "'x'", "a key", "write one");
        assertThat(problem).hasToString("""
                conf/ssls/shop.yaml:4:11: error: ssls[0].key: no key
                    found:    'x'
                    expected: a key
                    remedy:   write one""");
    }

    @Test
    void talksToNoTerminal() {
        assertThat(new Problem(Severity.ERROR, PLACE, "a\rb", "no\nfile", "\u001b[31m/certs/\u202egpj.key", "", ""))
                .hasToString("""
                conf/ssls/shop.yaml:4:11: error: a?b: no?file
                    found:    ?[31m/certs/?gpj.key""");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        assertThat(new Problem(Severity.WARNING, PLACE, "", "odd", "", "", ""))
                .hasToString("conf/ssls/shop.yaml:4:11: warning: odd");
    }

    @Test
    void areSortedByPlaceAndRememberErrors() {
        Problems problems = new Problems();
        problems.warning(new Location("b", 1, 1), "", "3", "", "", "");
        problems.warning(new Location("a", 2, 1), "", "2", "", "", "");
        assertThat(problems.hasErrors()).isFalse();
        problems.error(new Location("a", 1, 12), "", "1", "", "", "");
        problems.error(new Location("a", 1, 2), "", "0", "", "", "");
        assertThat(problems.hasErrors()).isTrue();
        assertThat(problems.all()).extracting(Problem::message).containsExactly("0", "1", "2", "3");
    }

    @Test
    void manyWarningsHideNoError() {
        Problems problems = new Problems();
        for (int i = 1; i <= 3_000; i++) {
            problems.warning(new Location("a", i, 1), "", "warning", "", "", "");
        }
        problems.error(new Location("b", 1, 1), "", "error", "", "", "");
        assertThat(problems.all()).hasSize(1_002);
        assertThat(problems.all().get(1_000).message()).isEqualTo("error");
        assertThat(problems.all().get(1_001).message()).isEqualTo("2000 more problems are not shown");
    }
}
