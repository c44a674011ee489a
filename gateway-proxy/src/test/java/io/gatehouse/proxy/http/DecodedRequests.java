// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What decoder and rules make of octets, up to the first fault. */
final class DecodedRequests implements StrictRequestDecoder.Listener {
    static final int MAX_LINE = 200;
    static final int MAX_HEAD = 1000;
    static final int MAX_FIELDS = 10;

    /** A request that was admitted. */
    static final class Message {
        final RequestHead head;
        final StringBuilder body = new StringBuilder();
        final Map<String, String> trailers = new TreeMap<>();
        boolean complete;

        Message(RequestHead head) {
            this.head = head;
        }
    }

    final List<Message> messages = new ArrayList<>();

    @Nullable
    HttpFault fault;

    private final StrictRequestDecoder decoder =
            new StrictRequestDecoder(new HeadLimits(MAX_LINE, MAX_HEAD, MAX_FIELDS), this);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    static DecodedRequests whole(String octets) {
        return new DecodedRequests().feed(octets, octets.length()).close();
    }

    static DecodedRequests byteByByte(String octets) {
        return new DecodedRequests().feed(octets, 1).close();
    }

    static DecodedRequests cutAtRandom(String octets, Random random) {
        DecodedRequests decoded = new DecodedRequests();
        for (int from = 0; from < octets.length(); ) {
            int to = Math.min(octets.length(), from + 1 + random.nextInt(octets.length()));
            decoded.feed(octets.substring(from, to), to - from);
            from = to;
        }
        return decoded.close();
    }

    private DecodedRequests feed(String octets, int pieceBytes) {
        byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; from += pieceBytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, Math.min(pieceBytes, bytes.length - from)));
            for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
                take(next);
            }
        }
        return this;
    }

    private DecodedRequests close() {
        channel.finishAndReleaseAll();
        return this;
    }

    private void take(Object decoded) {
        try {
            if (fault != null) {
                return;
            }
            if (decoded instanceof HttpFault refused) {
                fault = refused;
            } else if (decoded instanceof HttpRequest request) {
                head(request);
            } else if (decoded instanceof HttpContent part) {
                body(part, messages.get(messages.size() - 1));
            }
        } finally {
            ReferenceCountUtil.release(decoded);
        }
    }

    private void head(HttpRequest request) {
        RequestRules.Verdict verdict = RequestRules.admit(request);
        if (verdict instanceof RequestRules.Verdict.Refused refused) {
            fault = refused.fault();
        } else if (verdict instanceof RequestRules.Verdict.Admitted admitted) {
            messages.add(new Message(admitted.head()));
        }
    }

    private void body(HttpContent part, Message message) {
        if (part.decoderResult().isFailure()) {
            fault = HttpFault.CHUNK;
            return;
        }
        message.body.append(part.content().toString(StandardCharsets.ISO_8859_1));
        if (part instanceof LastHttpContent last) {
            HttpHeaders trailers = last.trailingHeaders();
            if (!TrailerRules.allow(trailers)) {
                fault = HttpFault.TRAILER;
            }
            trailers.forEach(field -> message.trailers.put(field.getKey(), field.getValue()));
            message.complete = true;
        }
    }

    /** How many requests are complete and without fault. */
    int complete() {
        return (int) messages.stream().filter(message -> message.complete).count();
    }

    /** For comparing two ways of feeding the same octets. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Message message : messages) {
            text.append(message.head.method()).append(' ').append(message.head.target());
            text.append(' ').append(message.head.authority()).append(' ').append(message.head.bodyLength());
            text.append(' ')
                    .append(message.head.headers().entries())
                    .append(" [")
                    .append(message.body);
            text.append("] ").append(message.trailers).append(message.complete ? " complete\n" : " incomplete\n");
        }
        return text.append(fault == null ? "no fault" : fault.name()).toString();
    }

    @Override
    public void headBegun() {}

    @Override
    public void dataWhilePaused() {}
}
