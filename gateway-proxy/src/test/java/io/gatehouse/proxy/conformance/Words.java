// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the gateway itself writes into messages, whatever came. */
final class Words {
    private Words() {}

    /** Insists on what every request has to say in the gateway's own name. */
    static void ofTheGateway(StrictMessage request) {
        String host = request.one("host");
        assertThat(request.one("via")).matches("1\\.[01] gatehouse-[0-9a-f]{12}");
        assertThat(request.one("cdn-loop")).matches("(other, )?gatehouse-[0-9a-f]{12}");
        assertThat(request.one("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(request.one("x-real-ip")).isEqualTo("127.0.0.1");
        assertThat(request.one("x-forwarded-proto")).isEqualTo("http");
        assertThat(request.one("x-forwarded-host")).isEqualTo(host);
        assertThat(request.one("x-forwarded-port")).isEqualTo(port(host));
        for (String option : String.join(",", request.all("connection"))
                .toLowerCase(Locale.ROOT)
                .split(" *, *", -1)) {
            assertThat(option).isIn("", "keep-alive", "close", "te", "upgrade");
        }
        if (!request.all("te").isEmpty()) {
            assertThat(request.one("te")).isEqualTo("trailers");
            assertThat(request.one("connection")).containsIgnoringCase("te");
        }
    }

    private static String port(String host) {
        String port = host.replaceFirst(".*?(:[0-9]*)?$", "$1").replace(":", "");
        return port.isEmpty() || host.endsWith("]") ? "80" : port;
    }

    /** The whole responses that a client got, all {@code toHead} or none; anything else that it got is a fault. */
    static List<StrictMessage> responses(Line client, boolean toHead) {
        List<StrictMessage> responses = new ArrayList<>();
        try {
            while (client.hasPartOfAMessage()) {
                StrictMessage response = StrictMessage.response(client.received(), client.parsed(), toHead, true);
                client.take(response.end());
                responses.add(response);
            }
            return responses;
        } catch (StrictMessage.Incomplete e) {
            throw new AssertionError("incomplete " + e.getMessage() + ": " + client.received(), e);
        }
    }

    static String status(StrictMessage response) {
        return response.startLine().substring(9, 12);
    }
}
