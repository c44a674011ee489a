// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** How a command asks a running gateway: one request by HTTP to its admin listener, without proxies and redirects. Blocks. */
public final class AdminClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final String address;
    private final Duration most;
    private final HttpClient http;

    /**
     * Connects to nothing yet.
     *
     * @param address {@code host:port} as in {@code admin.address}
     * @param most how long an answer may take
     */
    public AdminClient(String address, Duration most) {
        this.address = address;
        this.most = most;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    /** Posts a JSON document. */
    public Reply post(String path, String json) throws AdminException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(most)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8))
                .build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() == 404 || response.statusCode() == 405) {
                throw new AdminException("the process at " + address + " does not know " + path
                        + ": is it a gateway, and of the same version as this command?");
            }
            return new Reply(response.statusCode(), response.body());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new AdminException("no gateway answers at " + address
                    + ": is it running, and is its admin.address this one? --admin HOST:PORT names another");
        } catch (HttpTimeoutException e) {
            throw new AdminException("the process at " + address + " accepted the request and did not answer within "
                    + most.toSeconds() + " s: its log says what it does");
        } catch (IOException e) {
            throw new AdminException("the process at " + address + " broke off (" + e.getMessage()
                    + "): it ended meanwhile, or is no gateway");
        }
    }

    /**
     * What came back.
     *
     * @param status of HTTP; never 404 or 405, which are failures
     */
    public record Reply(int status, String body) {}
}
