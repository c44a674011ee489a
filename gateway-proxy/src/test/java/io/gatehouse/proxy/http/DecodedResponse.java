// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What decoder and rules make of the octets of one upstream connection, which has one request under way. */
final class DecodedResponse {
    static final int MAX_HEAD = 1000;

    final List<ResponseHead> heads = new ArrayList<>();
    final StringBuilder body = new StringBuilder();
    int ends; // interim ones included
    boolean fault;
    boolean closed;
    boolean unexpectedOctets;

    @Nullable
    HttpFault reason;

    private final StrictResponseDecoder decoder = new StrictResponseDecoder();
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);
    private final boolean toHead;

    private DecodedResponse(boolean toHead) {
        this.toHead = toHead;
        decoder.expect(toHead, MAX_HEAD);
    }

    /** The connection stays open behind the octets. */
    static DecodedResponse of(String octets, int pieceBytes) {
        DecodedResponse decoded = new DecodedResponse(false).feed(octets, pieceBytes);
        decoded.closed = !decoded.channel.isOpen();
        decoded.channel.finishAndReleaseAll();
        return decoded;
    }

    /** The same for a HEAD request. */
    static DecodedResponse toHead(String octets) {
        DecodedResponse decoded = new DecodedResponse(true).feed(octets, octets.length());
        decoded.channel.finishAndReleaseAll();
        return decoded;
    }

    /** The connection is closed behind the octets. */
    static DecodedResponse closedAfter(String octets) {
        DecodedResponse decoded = new DecodedResponse(false).feed(octets, octets.length());
        decoded.channel.finish();
        decoded.drain();
        return decoded;
    }

    private DecodedResponse feed(String octets, int pieceBytes) {
        byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length && channel.isOpen(); from += pieceBytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, Math.min(pieceBytes, bytes.length - from)));
            drain();
        }
        unexpectedOctets = decoder.hasUnexpectedOctets();
        return this;
    }

    private void drain() {
        for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
            if (next instanceof HttpFault found) {
                fault = true;
                reason = found;
            } else if (next instanceof HttpResponse response) {
                reason = ResponseRules.fault(response);
                fault |= reason != null;
                heads.add(ResponseRules.admit(response, toHead));
            } else if (next instanceof HttpContent part) {
                fault |= part.decoderResult().isFailure();
                body.append(part.content().toString(StandardCharsets.ISO_8859_1));
                ends += part instanceof LastHttpContent && part.decoderResult().isSuccess() ? 1 : 0;
            }
            ReferenceCountUtil.release(next);
        }
    }
}
