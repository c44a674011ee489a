// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one request by the endpoint that the router chooses, then ends the connection.
 *
 * <p><b>Place:</b> last in the pipeline of an admin connection, after the codec. <b>Direction:</b> inbound. <b>State:</b>
 * waits for a head, then for the rest of its request, then for nothing more but the end. <b>Ownership:</b> releases what it
 * receives; what comes behind the first request is thrown away.
 */
final class AdminHandler extends ChannelInboundHandlerAdapter {
    /** How long an endpoint may take: longer than anything that it waits for. */
    private static final Duration WORK = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(AdminHandler.class);

    private final AdminRouter router;
    private final Duration transfer;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private @Nullable AdminClock clock;
    private @Nullable AdminEndpoint endpoint; // while its request is not complete
    private String query = "";
    private boolean begun;
    private boolean headOnly;
    private boolean working; // an endpoint makes the answer
    private boolean answering; // what will be said is decided on, and not written yet

    /** {@code transfer} is the time for a request to come, and again for its answer to be read. */
    AdminHandler(AdminRouter router, Duration transfer) {
        this.router = router;
        this.transfer = transfer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        clock = new AdminClock(ctx.channel());
        clock.start(transfer);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws IOException {
        try {
            if (msg instanceof HttpRequest request && !begun) {
                begun = true;
                begin(ctx, request);
            }
            if (msg instanceof HttpContent content && endpoint != null) {
                take(ctx, content, endpoint);
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    /** A client may end its half behind its request. One that ends it earlier, or has its answer, is done. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !answering) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("admin connection failed cause={}", cause.toString());
        ctx.close();
    }

    /** Whether the client waits for us, not we for the client. */
    boolean isWorking() {
        return working;
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        headOnly = request.method().equals(HttpMethod.HEAD);
        AdminRouter.Choice choice = router.choose(request);
        if (choice instanceof AdminRouter.Choice.Refusal refusal) {
            refuse(ctx, refusal);
        } else if (choice instanceof AdminRouter.Choice.Endpoint chosen) {
            endpoint = chosen.endpoint();
            query = AdminRouter.query(request);
            if (HttpUtil.is100ContinueExpected(request)) {
                ctx.writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
            }
        }
    }

    private void take(ChannelHandlerContext ctx, HttpContent content, AdminEndpoint asked) throws IOException {
        if (content.decoderResult().isFailure()) {
            endpoint = null;
            refuse(ctx, AdminRouter.badRequest());
        } else if (body.size() + content.content().readableBytes() > AdminRouter.MAX_BODY_BYTES) {
            endpoint = null;
            refuse(ctx, AdminRouter.tooLarge());
        } else {
            content.content().readBytes(body, content.content().readableBytes());
            if (content instanceof LastHttpContent) {
                endpoint = null;
                ask(ctx, asked, new AdminRequest(query, body.toString(StandardCharsets.UTF_8)));
            }
        }
    }

    private void ask(ChannelHandlerContext ctx, AdminEndpoint asked, AdminRequest request) {
        parseNoMore(ctx);
        working = true;
        restart(WORK);
        answerOf(asked, request)
                .whenComplete((answer, fault) -> ctx.executor()
                        .execute(() -> send(ctx, (answer == null ? answerTo(fault) : answer).response())));
    }

    private static CompletableFuture<AdminAnswer> answerOf(AdminEndpoint asked, AdminRequest request) {
        try {
            return asked.answer(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static AdminAnswer answerTo(Throwable failure) {
        Throwable fault =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (fault instanceof BadRequestException) {
            return AdminAnswer.text(HttpResponseStatus.BAD_REQUEST, fault.getMessage() + "\n");
        }
        if (fault instanceof RejectedExecutionException) {
            return AdminAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, fault.getMessage() + "\n");
        }
        log.error("admin endpoint failed", fault);
        return AdminAnswer.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error\n");
    }

    private void refuse(ChannelHandlerContext ctx, AdminRouter.Choice.Refusal refusal) {
        parseNoMore(ctx);
        FullHttpResponse response = refusal.answer().response();
        if (!refusal.allow().isEmpty()) {
            response.headers().set(HttpHeaderNames.ALLOW, refusal.allow());
        }
        send(ctx, response);
    }

    /**
     * The client closes when it has read the answer, or the clock of the connection does: to close now could reset it. A client that
     * has ended its half sends nothing more that could.
     */
    private void send(ChannelHandlerContext ctx, FullHttpResponse response) {
        working = false;
        restart(transfer);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        FullHttpResponse sent = headOnly ? withoutBody(response) : response;
        DuplexChannel channel = (DuplexChannel) ctx.channel();
        ctx.writeAndFlush(sent).addListener(written -> {
            answering = false;
            if (channel.isInputShutdown()) {
                channel.close();
            } else {
                channel.shutdownOutput();
            }
        });
    }

    /** What comes from now on is octets to throw away: as requests they would have faults and limits of their own. */
    private void parseNoMore(ChannelHandlerContext ctx) {
        answering = true;
        ctx.pipeline().get(HttpServerCodec.class).removeInboundHandler();
    }

    private void restart(Duration most) {
        if (clock != null) {
            clock.start(most);
        }
    }

    private static FullHttpResponse withoutBody(FullHttpResponse response) {
        response.release();
        return response.replace(Unpooled.EMPTY_BUFFER);
    }
}
