// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.tls.OcspQuestion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks OCSP responders by HTTP: RFC 6960, appendix A. Blocks, for a bounded time and with a bounded answer. Any thread. */
final class OcspResponder {
    private static final int MOST_BYTES = 64 << 10;

    private final Duration most;
    private @Nullable HttpClient http; // not made before somebody asks: few gateways staple

    /** {@code most}: how long an answer may take, to its last octet. */
    OcspResponder(Duration most) {
        this.most = most;
    }

    /** The answer as it came. */
    byte[] ask(OcspQuestion question) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(question.responder())
                .header("Content-Type", "application/ocsp-request")
                .header("Accept", "application/ocsp-response")
                .POST(HttpRequest.BodyPublishers.ofByteArray(question.request()))
                .build();
        CompletableFuture<HttpResponse<byte[]>> asked =
                client().sendAsync(request, head -> new BoundedBody(MOST_BYTES));
        try {
            HttpResponse<byte[]> response = asked.get(most.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("HTTP status " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + most.toMillis() + " ms", e);
        } finally {
            asked.cancel(true); // ends what still goes on
        }
    }

    private synchronized HttpClient client() {
        HttpClient known = http;
        if (known == null) {
            known = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            http = known;
        }
        return known;
    }
}
