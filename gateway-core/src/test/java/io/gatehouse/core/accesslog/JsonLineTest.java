// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    private final JsonLine line = new JsonLine();

    @Test
    void whateverAClientSendsStaysWithinItsStringAndItsLine() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0xD800));
            }
            line.begin().text("path", text).number("n", i).end();
            String written = drained();

            assertThat(written).matches("[ -~]+\n");
            assertThat(new ObjectMapper().readTree(written).get("path").textValue())
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void writesNumbersFlagsAndDurations() throws IOException {
        line.begin()
                .number("zero", 0)
                .number("most", Long.MAX_VALUE)
                .number("least", Long.MIN_VALUE)
                .millis("short", 7_000)
                .millis("long", 12_345_678_999L)
                .flag("yes", true)
                .textIfAny("nothing", "")
                .end();

        assertThat(drained())
                .isEqualTo("{\"zero\":0,\"most\":9223372036854775807,\"least\":-9223372036854775808,"
                        + "\"short\":0.007,\"long\":12345.678,\"yes\":true}\n");
    }

    @Test
    void cutsLongTextAndDropsAnUnfinishedLine() throws IOException {
        line.begin().text("long", "x".repeat(100_000)).end();
        line.begin().text("unfinished", "x");
        line.dropUnfinished();

        JsonNode node = new ObjectMapper().readTree(drained());
        assertThat(node.get("long").textValue()).hasSize(JsonLine.MAX_CHARS);
        assertThat(node.has("unfinished")).isFalse();
    }

    @Test
    void formatsTime() {
        LogTime time = new LogTime();

        assertThat(time.format(Instant.parse("2026-11-23T20:44:50.007Z"))).hasToString("2026-11-23T20:44:50.007Z");
        assertThat(time.format(Instant.parse("2026-11-23T20:44:50.999999Z"))).hasToString("2026-11-23T20:44:50.999Z");
        assertThat(time.format(Instant.parse("1969-12-31T23:59:59.5Z"))).hasToString("1969-12-31T23:59:59.500Z");
    }

    private String drained() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        line.drainTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
