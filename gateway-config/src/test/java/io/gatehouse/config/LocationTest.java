// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocationTest {
    @Test
    void isOneLineWhateverTheFileIsCalled() {
        assertThat(new Location("conf/a.yaml", 2, 3)).hasToString("conf/a.yaml:2:3");
        assertThat(new Location("ssls/a\n\u001b[2J\u0085.yaml", 1, 1)).hasToString("ssls/a??[2J?.yaml:1:1");
    }
}
