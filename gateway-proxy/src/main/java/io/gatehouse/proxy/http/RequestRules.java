// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gate on the fields of a request: what passes is unambiguous and says nothing that is the gateway's to say.
 *
 * <p>The octets were judged by {@link HeadScanner}. Pure functions, except that {@link #admit} takes the fields that are not
 * forwarded out of the request's headers.
 */
public final class RequestRules {
    private static final AsciiString HIXIE_KEY = AsciiString.cached("sec-websocket-key1");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");

    private RequestRules() {}

    /** A head that may go on, or the rule that it breaks. */
    public sealed interface Verdict {
        record Admitted(RequestHead head) implements Verdict {}

        record Refused(HttpFault fault) implements Verdict {}
    }

    /** Judges a decoded request. Also one that the decoder itself refused: our rules name the fault better. */
    public static Verdict admit(HttpRequest request) {
        HttpHeaders headers = request.headers();
        boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        HttpFault fault = Framing.fault(headers, http10);
        if (fault == null && request.decoderResult().isFailure()) {
            fault = faultOf(request.decoderResult().cause());
        }
        if (fault != null) {
            return new Verdict.Refused(fault);
        }
        return admit(request, headers, http10);
    }

    private static Verdict admit(HttpRequest request, HttpHeaders headers, boolean http10) {
        List<String> connection = HopByHop.members(headers, HttpHeaderNames.CONNECTION);
        HttpFault fault = fieldFault(headers, connection, http10);
        if (fault != null) {
            return new Verdict.Refused(fault);
        }
        String method = request.method().name();
        if (MaxForwards.fault(method, headers)) {
            return new Verdict.Refused(HttpFault.MAX_FORWARDS);
        }
        RequestTarget target = RequestTarget.parse(method, request.uri());
        Authority authority = target.authority() != null ? target.authority() : hostField(headers);
        fault = target.fault() != null ? target.fault() : hostFault(headers, authority, http10);
        if (fault != null) {
            return new Verdict.Refused(fault);
        }
        long length = Framing.of(headers);
        boolean upgrades = !http10
                && HopByHop.names(connection, HttpHeaderNames.UPGRADE)
                && HopByHop.names(HopByHop.members(headers, HttpHeaderNames.UPGRADE), HttpHeaderValues.WEBSOCKET);
        if (upgrades && !isWebSocketHandshake(method, headers, length)) {
            return new Verdict.Refused(HttpFault.UPGRADE);
        }
        boolean expects = !http10 && !BodyLength.endsWithHead(length) && headers.contains(HttpHeaderNames.EXPECT);
        RequestHead head = new RequestHead(
                method,
                target.originForm(),
                target.path(),
                authority,
                target.secure(),
                http10,
                HopByHop.keepsAlive(connection, http10),
                length,
                expects,
                !http10 && HopByHop.names(HopByHop.members(headers, HttpHeaderNames.TE), TRAILERS),
                upgrades,
                headers);
        HopByHop.strip(headers, connection);
        headers.remove(HttpHeaderNames.HOST).remove(HttpHeaderNames.CONTENT_LENGTH);
        if (!expects) {
            headers.remove(HttpHeaderNames.EXPECT); // from HTTP/1.0 or without content: RFC 9110, section 10.1.1
        }
        return new Verdict.Admitted(head);
    }

    private static @Nullable HttpFault fieldFault(HttpHeaders headers, List<String> connection, boolean http10) {
        if (headers.contains(HIXIE_KEY)) {
            return HttpFault.OBSOLETE_WEBSOCKET; // Netty would take eight octets after the head for its body
        }
        if (Framing.hasAlias(headers)) {
            return HttpFault.FRAMING_ALIAS;
        }
        for (int i = 0; i < connection.size(); i++) {
            if (!mayBeNominated(connection.get(i))) {
                return HttpFault.NOMINATION;
            }
        }
        if (!http10 && headers.contains(HttpHeaderNames.EXPECT)) {
            List<String> expectations = headers.getAll(HttpHeaderNames.EXPECT);
            if (expectations.size() != 1 || !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectations.get(0))) {
                return HttpFault.EXPECTATION;
            }
        }
        return null;
    }

    private static boolean mayBeNominated(String name) {
        return Octets.isToken(name)
                && !HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
                && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)
                && !HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)
                && !HttpHeaderNames.EXPECT.contentEqualsIgnoreCase(name)
                && !IdentityFields.contains(name);
    }

    private static @Nullable Authority hostField(HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST);
        return host == null ? null : Authority.parse(host).orElse(null);
    }

    /** RFC 9112, section 3.2: exactly one valid Host, also where the target names the host itself. */
    private static @Nullable HttpFault hostFault(HttpHeaders headers, @Nullable Authority authority, boolean http10) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty()) {
            return http10 ? null : HttpFault.HOST_MISSING;
        }
        if (hosts.size() > 1) {
            return HttpFault.HOST_REPEATED;
        }
        boolean valid = authority != null
                && (authority.text().equals(hosts.get(0))
                        || Authority.parse(hosts.get(0)).isPresent());
        return valid ? null : HttpFault.HOST_INVALID;
    }

    private static boolean isWebSocketHandshake(String method, HttpHeaders headers, long length) {
        return method.equals("GET")
                && BodyLength.endsWithHead(length)
                && "13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
                && headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY).size() == 1;
    }

    private static HttpFault faultOf(Throwable decoderFailure) {
        return decoderFailure instanceof TooLongFrameException ? HttpFault.HEAD_TOO_LARGE : HttpFault.FIELD_VALUE;
    }
}
