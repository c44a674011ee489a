// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists of fields that say who the client is, that belong to one connection, and that may be trailers. */
class FieldListsTest {
    @ParameterizedTest(name = "{0} is the gateway''s word")
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "x-forwarded-for",
                "X_Forwarded_For",
                "x_forwarded-HOST",
                "X-Forwarded-Proto",
                "X-Forwarded-Port",
                "X-Forwarded-Prefix",
                "X-Forwarded-Client-Cert",
                "Forwarded",
                "FORWARDED",
                "X-Real-IP",
                "x_real_ip",
                "Client-Cert",
                "client_cert",
                "Client-Cert-Chain",
                "Client_Cert_Chain",
                "Via",
                "X-SSL-Client-CN",
                "x_ssl_client_verify",
                "SSL-Client-Cert",
                "ssl_client_verify",
                "X-Client-Cert",
                "X-Client-Verify",
                "X-Client-DN"
            })
    void identityFieldsAreRemoved(String name) {
        HttpHeaders headers =
                new DefaultHttpHeaders().add(name, "x").add("X-Stays", "y").add(name, "z");
        IdentityFields.removeFrom(headers);
        assertThat(headers.names()).containsExactly("X-Stays");
        assertThat(IdentityFields.contains(name)).isTrue();
    }

    @ParameterizedTest(name = "{0} is the client''s")
    @ValueSource(
            strings = {
                "X-Forward",
                "Forwarded2",
                "X-Real-IP-2",
                "Client",
                "Viaduct",
                "X-SSL",
                "Cookie",
                "X-Request-Id",
                "XaForwarded",
                "XzForwarded",
                "XAForwarded",
                "XZForwarded",
                "X0Forwarded",
                "X9Forwarded"
            })
    void otherFieldsStay(String name) {
        HttpHeaders headers = new DefaultHttpHeaders().add(name, "x");
        IdentityFields.removeFrom(headers);
        assertThat(headers.get(name)).isEqualTo("x");
    }

    @Test
    void membersOfAListAreTrimmedAndEmptyOnesDropped() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Connection", "a,, b ,")
                .add("Connection", "")
                .add("connection", "c");
        assertThat(HopByHop.members(headers, "connection")).containsExactly("a", "b", "c");
        assertThat(HopByHop.members(headers, "te")).isEmpty();
    }

    @Test
    void nominatedFieldsAreStripped() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("X-A", "1")
                .add("x-a", "2")
                .add("X-B", "3")
                .add("TE", "x");
        HopByHop.strip(headers, HopByHop.members(new DefaultHttpHeaders().add("Connection", "X-A"), "connection"));
        assertThat(headers.names()).containsExactly("X-B");
    }

    @ParameterizedTest(name = "{0} may not be a trailer")
    @ValueSource(
            strings = {
                "Content-Length",
                "content_length",
                "Transfer_Encoding",
                "transfer-encoding",
                "Host",
                "Authorization",
                "Cookie",
                "Set-Cookie",
                "TE",
                "Trailer",
                "Content-Type",
                "Content-Encoding",
                "Expect",
                "Range",
                "X-Forwarded-For",
                "client_cert",
                "Via",
                "Connection",
                "Age",
                "Allow",
                "Cache-Control",
                "Content-Range",
                "Date",
                "Expires",
                "If-Match",
                "If-Modified-Since",
                "If-None-Match",
                "If-Range",
                "If-Unmodified-Since",
                "Keep-Alive",
                "Location",
                "Max-Forwards",
                "Pragma",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "Proxy-Connection",
                "Retry-After",
                "Upgrade",
                "Vary",
                "Warning",
                "WWW-Authenticate"
            })
    void someFieldsAreNoTrailers(String name) {
        assertThat(TrailerRules.allow(new DefaultHttpHeaders().add(name, "x"))).isFalse();
    }

    @Test
    void otherFieldsMayBeTrailers() {
        assertThat(TrailerRules.allow(new DefaultHttpHeaders())).isTrue();
        assertThat(TrailerRules.allow(
                        new DefaultHttpHeaders().add("X-Checksum", "x").add("Server-Timing", "y")))
                .isTrue();
    }
}
