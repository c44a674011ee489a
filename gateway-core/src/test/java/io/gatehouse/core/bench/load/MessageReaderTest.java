// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length: 5\r\n\r\nhello";

    private static final class Heard implements MessageReader.Listener {
        private int messages;
        private String end = "";

        @Override
        public void read(Channel channel) {
            messages++;
        }

        @Override
        public void closed(Channel channel, String why) {
            end = why;
        }
    }

    private final Heard heard = new Heard();
    private final EmbeddedChannel channel = new EmbeddedChannel(MessageReader.ofAnswers(heard));

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void countsAnswersHoweverTheyAreCut(int size) {
        String text = ANSWER + ANSWER + ANSWER.substring(0, ANSWER.length() - 1);
        for (int from = 0; from < text.length(); from += size) {
            receive(text.substring(from, Math.min(text.length(), from + size)));
        }
        assertThat(heard.messages).isEqualTo(2);
        receive("o");
        assertThat(heard.messages).isEqualTo(3);
    }

    @Test
    void anAnswerWithoutBodyCounts() {
        receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(heard.messages).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"})
    void anyOtherAnswerEndsTheConnection(String answer) {
        receive(answer);
        assertThat(heard.messages).isZero();
        assertThat(channel.isOpen()).isFalse();
        assertThat(heard.end).contains("IllegalStateException");
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }
}
