// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** A tree that was made up, written in block and flow style and with every kind of quotes, is read as it was meant. */
class YamlRoundTripFuzzTest {
    @FuzzTest
    void whatIsWrittenIsReadWithItsPlaces(FuzzedDataProvider data) {
        WrittenYaml written = WrittenYaml.of(data);
        YamlDocument document = YamlReader.read(written.text().getBytes(StandardCharsets.UTF_8));
        assertThat(document.faults()).as(written.text()).isEmpty();
        assertThat(document.complete()).isTrue();
        assertThat(YamlReaderTest.show(document.root())).as(written.text()).isEqualTo(written.meaning());
    }
}
