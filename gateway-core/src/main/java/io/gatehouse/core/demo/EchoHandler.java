// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Answers with four lines: the upstream's name, the Host it got, who the gateway says the client is
 * ({@code Client-Cert}, RFC 9440), and who the gateway itself proved to be.
 *
 * <p><b>Place:</b> last in the pipeline of a demo upstream. <b>Direction:</b> inbound. <b>State:</b> none.
 * <b>Ownership:</b> the request is released by the superclass.
 */
final class EchoHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final String name;

    EchoHandler(String name) {
        this.name = name;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        String body = "upstream: " + name
                + "\nhost:     " + request.headers().get(HttpHeaderNames.HOST)
                + "\nclient:   " + clientNamedBy(request.headers().get("Client-Cert"))
                + "\ngateway:  " + peerOf(ctx.pipeline().get(SslHandler.class)) + "\n";
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        HttpUtil.setContentLength(response, response.content().readableBytes());
        ctx.writeAndFlush(response);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** The field's value is a certificate in Base64 between two colons. */
    private static String clientNamedBy(@Nullable String field) {
        if (field == null || field.length() < 2) {
            return "-";
        }
        try {
            byte[] der = Base64.getDecoder().decode(field.substring(1, field.length() - 1));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return nameOf(factory.generateCertificate(new ByteArrayInputStream(der)));
        } catch (CertificateException | IllegalArgumentException e) {
            return "unreadable";
        }
    }

    private static String peerOf(@Nullable SslHandler tls) {
        try {
            return tls == null ? "-" : nameOf(tls.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return "-";
        }
    }

    private static String nameOf(Certificate certificate) {
        return certificate instanceof X509Certificate x509 ? DemoIdentity.nameOf(x509) : "-";
    }
}
