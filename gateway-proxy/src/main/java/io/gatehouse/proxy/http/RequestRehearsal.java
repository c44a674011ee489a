// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.gatehouse.config.LimitsConfig;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/** The head of a request that nobody sent, judged by the decoder and the rules that judge those that are sent: for explanations. */
public final class RequestRehearsal {
    private RequestRehearsal() {}

    /**
     * What becomes of a head with these three parts, written as they are.
     *
     * @param limits on line and head
     */
    public static RequestRules.Verdict judge(LimitsConfig limits, String method, String target, String host) {
        EmbeddedChannel channel = new EmbeddedChannel(StrictRequestDecoder.of(limits, new Unheard()));
        try {
            String head = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
            channel.writeInbound(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.UTF_8)));
            Object read = channel.readInbound();
            return read instanceof HttpRequest request
                    ? RequestRules.admit(request)
                    : new RequestRules.Verdict.Refused(
                            read instanceof HttpFault fault ? fault : HttpFault.REQUEST_LINE);
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    /** Nobody waits for more octets. */
    private static final class Unheard implements StrictRequestDecoder.Listener {
        @Override
        public void headBegun() {}

        @Override
        public void dataWhilePaused() {}
    }
}
