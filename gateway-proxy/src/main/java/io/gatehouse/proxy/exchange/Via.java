// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The name under which this process stands in {@code Via} (RFC 9110, section 7.6.3) and in {@code CDN-Loop} (RFC 8586), which
 * proxies that write a {@code Via} of their own do not know and so pass on.
 *
 * <p>It ends in random digits that change with each start, so that several gateways may stand in one chain, and a request
 * that already carries this very name has come round in a circle. Any thread.
 *
 * @param pseudonym a token in lower case that no other process has
 */
public record Via(String pseudonym) {
    static final AsciiString NAME = AsciiString.cached("via");
    static final AsciiString CDN_LOOP = AsciiString.cached("cdn-loop");
    private static final int RANDOM_OCTETS = 6;

    /** A name that nobody has yet. */
    public static Via random() {
        byte[] octets = new byte[RANDOM_OCTETS];
        new SecureRandom().nextBytes(octets);
        return new Via("gatehouse-" + HexFormat.of().formatHex(octets));
    }

    /** The member that says how a request came to us. */
    String member(boolean http10) {
        return (http10 ? "1.0 " : "1.1 ") + pseudonym;
    }

    /** Whether the request was here before, whoever passed it on since; to be asked before any field is removed. */
    boolean isIn(HttpHeaders headers) {
        return isIn(headers, NAME) || isIn(headers, CDN_LOOP);
    }

    private boolean isIn(HttpHeaders headers, AsciiString name) {
        return headers.contains(name) && isIn(headers.getAll(name));
    }

    private boolean isIn(List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            if (AsciiString.containsIgnoreCase(values.get(i), pseudonym)) {
                return true;
            }
        }
        return false;
    }
}
