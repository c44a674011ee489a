// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.tls.OcspQuestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks OCSP responders by HTTP: RFC 6960, appendix A. Blocks, for a bounded time and with a bounded answer. */
final class OcspResponder {
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 64 << 10;

    private final ScheduledExecutorService timer;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(MOST)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** {@code timer} ends answers that take too long. */
    OcspResponder(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** The answer as it came. */
    byte[] ask(OcspQuestion question) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(question.responder())
                .timeout(MOST)
                .header("Content-Type", "application/ocsp-request")
                .header("Accept", "application/ocsp-response")
                .POST(HttpRequest.BodyPublishers.ofByteArray(question.request()))
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("HTTP status " + response.statusCode());
            }
            Future<?> end = timer.schedule(() -> closeQuietly(body), MOST.toMillis(), TimeUnit.MILLISECONDS);
            byte[] answer = body.readNBytes(MOST_BYTES + 1);
            end.cancel(false);
            if (answer.length > MOST_BYTES) {
                throw new IOException("an answer of more than " + MOST_BYTES + " bytes");
            }
            return answer;
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written to it", e);
        }
    }
}
