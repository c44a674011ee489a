// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one request for {@code /livez}, {@code /readyz} or {@code /status}, then ends the connection.
 *
 * <p><b>Place:</b> last in the pipeline of an admin connection, after the codec. <b>Direction:</b> inbound. <b>State:</b>
 * answered or not. <b>Ownership:</b> releases what it receives; what comes behind the first request is thrown away.
 */
final class AdminHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(AdminHandler.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    private final GatewayView view;
    private final HostRule hosts;
    private boolean answered;

    AdminHandler(GatewayView view, HostRule hosts) {
        this.view = view;
        this.hosts = hosts;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        try {
            if (msg instanceof HttpRequest request && !answered) {
                answered = true;
                send(ctx, request, answer(ctx, request));
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("admin connection failed cause={}", cause.toString());
        ctx.close();
    }

    private FullHttpResponse answer(ChannelHandlerContext ctx, HttpRequest request) {
        if (request.decoderResult().isFailure() || hasBody(request)) {
            return text(HttpResponseStatus.BAD_REQUEST, "bad request\n");
        }
        if (!hosts.admits(request.headers().get(HttpHeaderNames.HOST))) {
            return text(HttpResponseStatus.FORBIDDEN, "Host must be an IP address or localhost\n");
        }
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        if (!path.equals("/livez") && !path.equals("/readyz") && !path.equals("/status")) {
            return text(HttpResponseStatus.NOT_FOUND, "not found: /livez, /readyz and /status are\n");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            FullHttpResponse refusal = text(HttpResponseStatus.METHOD_NOT_ALLOWED, "GET or HEAD\n");
            refusal.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return refusal;
        }
        return switch (path) {
            case "/livez" -> text(HttpResponseStatus.OK, "live\n");
            case "/readyz" ->
                view.ready()
                        ? text(HttpResponseStatus.OK, "ready\n")
                        : text(HttpResponseStatus.SERVICE_UNAVAILABLE, "not ready\n");
            default -> status(ctx);
        };
    }

    private FullHttpResponse status(ChannelHandlerContext ctx) {
        ByteBuf json = ctx.alloc().heapBuffer(4096);
        try {
            StatusPage.write(view, json);
            return response(HttpResponseStatus.OK, JSON, json);
        } catch (IOException e) {
            json.release();
            log.error("status page failed", e);
            return text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error\n");
        }
    }

    /** The client closes when it has read the answer, or the clock of the connection does: to close now could reset it. */
    private static void send(ChannelHandlerContext ctx, HttpRequest request, FullHttpResponse response) {
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response.headers(), request.protocolVersion(), false);
        FullHttpResponse sent = request.method().equals(HttpMethod.HEAD) ? headOnly(response) : response;
        ctx.writeAndFlush(sent).addListener(written -> ((DuplexChannel) ctx.channel()).shutdownOutput());
    }

    private static FullHttpResponse headOnly(FullHttpResponse response) {
        response.release();
        return response.replace(Unpooled.EMPTY_BUFFER);
    }

    private static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    }

    private static FullHttpResponse text(HttpResponseStatus status, String body) {
        return response(status, TEXT, Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static FullHttpResponse response(HttpResponseStatus status, String type, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return response;
    }
}
