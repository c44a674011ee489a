// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.tls.SslIndex.Selection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello, selects the ssl object by its server name and hands the connection over to an {@code SslHandler} with that
 * object's context. Whoever cannot be served is refused with an alert; there is no default beyond what the configuration says.
 *
 * <p><b>Place:</b> first in the pipeline of an https listener. <b>Direction:</b> inbound. <b>State:</b> reading the hello, handed
 * over (then it is gone from the pipeline), or refused. <b>Ownership:</b> keeps what was received until it hands over, bounded by
 * six times the longest hello; when refusing it drops everything.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing is the end: nobody waits for it
public final class SniSelectHandler extends ByteToMessageDecoder {
    private final Supplier<SslIndex> index;
    private final TlsContextCache contexts;
    private final HandshakeLimits limits;
    private final HandshakeListener listener;
    private final HelloAssembler assembler;
    private final LingeringClose linger = new LingeringClose();
    private boolean refused;
    private @Nullable ScheduledFuture<?> deadline;

    /**
     * @param index the index of the current snapshot; read once per hello
     * @param listener told of every connection that ends before it is established, except port probes
     */
    public SniSelectHandler(
            Supplier<SslIndex> index, TlsContextCache contexts, HandshakeLimits limits, HandshakeListener listener) {
        this.index = index;
        this.contexts = contexts;
        this.limits = limits;
        this.listener = listener;
        this.assembler = new HelloAssembler(limits.clientHelloMaxBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, linger);
        long nanos = limits.handshakeTimeout().toNanos();
        deadline = ctx.executor().schedule(() -> tooSlow(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        cancelDeadline();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        switch (assembler.read(in)) {
            case INCOMPLETE -> {}
            case COMPLETE -> select(ctx, in);
            case TOO_LARGE -> refuse(ctx, in, HandshakeFailure.HELLO_TOO_LARGE, TlsAlert.DECODE_ERROR, "", "");
            case UNEXPECTED ->
                refuse(ctx, in, HandshakeFailure.MALFORMED_HELLO, TlsAlert.UNEXPECTED_MESSAGE, "", "not a ClientHello");
            case NOT_TLS -> refuse(ctx, in, HandshakeFailure.NOT_TLS, null, "", "");
            case PLAINTEXT_HTTP -> refuse(ctx, in, HandshakeFailure.PLAINTEXT_HTTP, null, "", "");
        }
    }

    /** The client closed; a port probe, which sent nothing, is not worth a word. */
    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!refused && in.isReadable()) {
            refused = true;
            listener.refused(ctx.channel(), HandshakeFailure.CLOSED, "", "within the ClientHello");
        }
        in.skipBytes(in.readableBytes());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean probe = cause instanceof IOException && actualReadableBytes() == 0; // some reset what they have opened
        if (!refused && !probe) {
            refused = true;
            listener.refused(ctx.channel(), failure(cause), "", String.valueOf(cause.getMessage()));
        }
        ctx.close();
    }

    private static HandshakeFailure failure(Throwable cause) {
        if (cause instanceof OutOfDirectMemoryError) {
            return HandshakeFailure.OUT_OF_MEMORY;
        }
        return cause instanceof IOException ? HandshakeFailure.CLOSED : HandshakeFailure.INTERNAL;
    }

    private void select(ChannelHandlerContext ctx, ByteBuf in) {
        ClientHello hello;
        try {
            hello = ClientHello.parse(assembler.body(in));
        } catch (MalformedHello e) {
            String detail = String.valueOf(e.getMessage());
            refuse(ctx, in, HandshakeFailure.MALFORMED_HELLO, TlsAlert.DECODE_ERROR, "", detail);
            return;
        }
        String sent = hello.serverName();
        Optional<String> name = sent == null ? Optional.empty() : ServerName.normalize(sent);
        if (sent != null && name.isEmpty()) {
            refuse(ctx, in, HandshakeFailure.UNKNOWN_NAME, TlsAlert.UNRECOGNIZED_NAME, "", "not a host name");
            return;
        }
        answer(ctx, in, hello, name.orElse(""));
    }

    private void answer(ChannelHandlerContext ctx, ByteBuf in, ClientHello hello, String sni) {
        Selection selection = index.get().bySni(sni.isEmpty() ? null : sni); // the only read for this handshake
        SslObject object = selection.object();
        if (object == null) {
            refuse(ctx, in, failure(selection), TlsAlert.UNRECOGNIZED_NAME, sni, selection.matchedPattern());
        } else if (!hello.speaks(ServerContexts.ALPN)) {
            // RFC 7301, section 3.2
            refuse(
                    ctx,
                    in,
                    HandshakeFailure.PROTOCOL,
                    TlsAlert.NO_APPLICATION_PROTOCOL,
                    sni,
                    "no common ALPN protocol");
        } else {
            TlsSpec spec = object.specFor(hello);
            if (signsNothingFor(hello, spec)) {
                String detail = "no signature scheme in common (SHA-1 is none)";
                refuse(ctx, in, HandshakeFailure.PROTOCOL, TlsAlert.HANDSHAKE_FAILURE, sni, detail);
            } else {
                handOver(ctx, in, object, spec, sni);
            }
        }
    }

    /** A client of no common version is left to BoringSSL, which tells it so. */
    private static boolean signsNothingFor(ClientHello hello, TlsSpec spec) {
        return spec.protocols().stream().anyMatch(hello::offers)
                && !CredentialChoice.canSign(hello, spec.credential().kind());
    }

    private void handOver(ChannelHandlerContext ctx, ByteBuf in, SslObject object, TlsSpec spec, String sni) {
        SslHandler ssl;
        try {
            ssl = contexts.newServerHandler(spec, ctx.alloc());
        } catch (SSLException e) {
            String detail = String.valueOf(e.getMessage());
            refuse(ctx, in, HandshakeFailure.INTERNAL, TlsAlert.INTERNAL_ERROR, sni, detail);
            return;
        }
        ssl.setHandshakeTimeout(leftMillis(), TimeUnit.MILLISECONDS);
        HandshakeJudge judge = new HandshakeJudge(ssl, linger, object, sni, contexts, listener);
        ctx.pipeline().addAfter(ctx.name(), null, judge);
        ctx.pipeline().addAfter(ctx.name(), null, new EndOfTls(ssl));
        ctx.pipeline().addAfter(ctx.name(), null, new RecordSizes(ssl::setWrapDataSize));
        ctx.pipeline().addAfter(ctx.name(), null, ssl);
        ctx.pipeline().remove(this); // passes on what was received
    }

    private void tooSlow(ChannelHandlerContext ctx) {
        if (!refused) {
            refused = true;
            listener.refused(ctx.channel(), HandshakeFailure.TIMEOUT, "", "no ClientHello");
        }
        ctx.close();
    }

    private void refuse(
            ChannelHandlerContext ctx,
            ByteBuf in,
            HandshakeFailure reason,
            @Nullable TlsAlert alert,
            String sni,
            String detail) {
        refused = true;
        in.skipBytes(in.readableBytes());
        cancelDeadline();
        listener.refused(ctx.channel(), reason, sni, detail);
        if (alert != null) {
            sayAndClose(ctx, alert.record(ctx.alloc()));
        } else if (reason == HandshakeFailure.PLAINTEXT_HTTP) {
            sayAndClose(ctx, PlaintextHint.response(ctx.alloc()));
        } else {
            ctx.close();
        }
    }

    private static void sayAndClose(ChannelHandlerContext ctx, ByteBuf lastWord) {
        ctx.writeAndFlush(lastWord).addListener(ChannelFutureListener.CLOSE);
    }

    private long leftMillis() {
        return deadline == null ? 1 : Math.max(1, deadline.getDelay(TimeUnit.MILLISECONDS));
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /** Why a handshake without object is refused. */
    static HandshakeFailure failure(Selection selection) {
        return switch (selection.reason()) {
            case NO_SNI -> HandshakeFailure.NO_SNI;
            case QUARANTINED -> HandshakeFailure.QUARANTINED;
            default -> HandshakeFailure.UNKNOWN_NAME;
        };
    }
}
