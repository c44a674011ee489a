// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests reach an endpoint, by raw octets. */
class AdminRouterTest {
    private static final String JSON = "Content-Type: application/json\r\n";

    private final CompletableFuture<AdminAnswer> later = new CompletableFuture<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final AdminServer admin = AdminServers.start(
            List.of(
                    AdminRoute.get("/page", request -> ok("page").now()),
                    AdminRoute.post("/echo", request -> ok(request.body()).now()),
                    AdminRoute.post("/later", request -> {
                        asked.countDown();
                        return later;
                    }),
                    AdminRoute.post("/fault", request -> {
                        throw new IllegalStateException("fault");
                    })),
            Duration.ofSeconds(2));

    @AfterEach
    void end() {
        admin.close();
    }

    @Test
    void findsPathsWhateverTheQuery() throws Exception {
        assertThat(exchange("GET /page?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\npage");
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() throws Exception {
        assertThat(exchange("HEAD /page HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("content-length: 4\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void listsWhatThereIsForAPathThatIsNot() throws Exception {
        assertThat(exchange("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("not found; there are: GET /page, POST /echo, POST /later, POST /fault\n");
    }

    @Test
    void namesTheMethodsOfAPath() throws Exception {
        assertThat(exchange("GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("allow: POST\r\n");
        assertThat(exchange(post("/page", JSON, "{}")))
                .startsWith("HTTP/1.1 405 ")
                .contains("allow: GET, HEAD\r\n");
    }

    /** What asks a browser for leave to post JSON gets none. */
    @Test
    void givesNoOtherOriginLeave() throws Exception {
        assertThat(exchange("OPTIONS /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.test\r\n"
                        + "Access-Control-Request-Method: POST\r\n"
                        + "Access-Control-Request-Headers: content-type\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .doesNotContainIgnoringCase("access-control");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Type: text/plain\r\n",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "Content-Type: multipart/form-data; boundary=application/json\r\n",
                "Content-Type: text/plain; application/json\r\n",
                "Content-Type: application/jsonx\r\n",
            })
    void takesNothingThatAFormCanSend(String type) throws Exception {
        assertThat(exchange(post("/echo", type, "{}"))).startsWith("HTTP/1.1 415 ");
    }

    @Test
    void takesABodyOfJson() throws Exception {
        assertThat(exchange(post("/echo", "Content-Type: Application/JSON; charset=utf-8\r\n", "{\"a\": \"ä\"}")))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n{\"a\": \"ä\"}");
        assertThat(exchange("POST /echo HTTP/1.1\r\nHost: localhost\r\n" + JSON
                        + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"))
                .endsWith("\r\n\r\n{}");
    }

    @Test
    void tellsAClientThatAsksToGoOn() throws Exception {
        assertThat(exchange(post("/echo", JSON + "Expect: 100-continue\r\n", "{}")))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")
                .endsWith("\r\n\r\n{}");
    }

    @Test
    void refusesBodiesThatAreTooLargeDeclaredOrNot() throws Exception {
        assertThat(exchange("POST /echo HTTP/1.1\r\nHost: localhost\r\n" + JSON + "Content-Length: 1048577\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        assertThat(exchange("POST /echo HTTP/1.1\r\nHost: localhost\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n"
                        + chunk.repeat(17)))
                .startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 2\r\n", "Transfer-Encoding: chunked\r\n"})
    void takesNoBodyWithGet(String framing) throws Exception {
        assertThat(exchange("GET /page HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n{}"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void refusesABodyWithBrokenChunks() throws Exception {
        assertThat(exchange("POST /echo HTTP/1.1\r\nHost: localhost\r\n" + JSON
                        + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void refusesNamesThatAnybodyCanPointHere() throws Exception {
        assertThat(exchange(
                        "POST /echo HTTP/1.1\r\nHost: rebound.example.com\r\n" + JSON + "Content-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 403 ");
    }

    /** The clock of a request that comes is not the clock of what it asks for. */
    @Test
    void waitsForAnAnswerFromAnotherThreadAndAnswersOthersMeanwhile() throws Exception {
        try (Socket client = connect()) {
            send(client, post("/later", JSON, "{}"));
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            try (Socket idle = connect()) {
                assertThat(readToEnd(idle)).isEmpty(); // 2 s: the time of a request
            }
            assertThat(exchange("GET /page HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");

            CompletableFuture.runAsync(() -> later.complete(ok("late")));

            assertThat(readToEnd(client)).startsWith("HTTP/1.1 200 ").endsWith("late");
        }
    }

    @Test
    void answers500ForAFaultOfOurs() throws Exception {
        assertThat(exchange(post("/fault", JSON, "{}"))).startsWith("HTTP/1.1 500 ");
        later.completeExceptionally(new IllegalStateException("fault"));
        assertThat(exchange(post("/later", JSON, "{}"))).startsWith("HTTP/1.1 500 ");
    }

    private static AdminAnswer ok(String body) {
        return AdminAnswer.text(HttpResponseStatus.OK, body);
    }

    private static String post(String path, String fields, String body) {
        return String.format(
                Locale.ROOT,
                "POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n%s",
                path,
                fields,
                body.getBytes(StandardCharsets.UTF_8).length,
                body);
    }

    private String exchange(String request) throws IOException {
        try (Socket client = connect()) {
            send(client, request);
            return readToEnd(client);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        InetSocketAddress address = admin.address();
        socket.connect(address, 5_000);
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static void send(Socket socket, String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String readToEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
