// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** What the admin listener says to one request. Immutable; made on any thread. */
public final class AdminAnswer {
    private static final JsonFactory JSON = new JsonFactory();

    private final HttpResponseStatus status;
    private final String type;
    private final byte[] body;

    private AdminAnswer(HttpResponseStatus status, String type, byte[] body) {
        this.status = status;
        this.type = type;
        this.body = body;
    }

    /** Plain text. */
    public static AdminAnswer text(HttpResponseStatus status, String body) {
        return text(status, "text/plain; charset=utf-8", body);
    }

    /** Text of another media type. */
    public static AdminAnswer text(HttpResponseStatus status, String type, String body) {
        return new AdminAnswer(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    /** One JSON document, indented, with a final line end. */
    public static AdminAnswer json(HttpResponseStatus status, JsonBody body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            body.write(json);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("only a fault of ours can do this in memory", e);
        }
        return new AdminAnswer(status, "application/json", out.toByteArray());
    }

    /** For endpoints that know it at once. */
    public CompletableFuture<AdminAnswer> now() {
        return CompletableFuture.completedFuture(this);
    }

    /** Whoever gets the response owns it. */
    FullHttpResponse response() {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return response;
    }

    /** Writes one value. */
    public interface JsonBody {
        void write(JsonGenerator json) throws IOException;
    }
}
