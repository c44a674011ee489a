// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a client of the demo got.
 *
 * @param served the certificate that the gateway showed; null if the handshake did not come so far
 * @param status of the response; 0 if the gateway refused the connection
 * @param body of the response, or why there is none
 */
record DemoAnswer(@Nullable X509Certificate served, int status, String body) {
    /** The value of a line of the upstream's answer, or "-". */
    String line(String name) {
        return body.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("-");
    }

    /** The name and the end of the serial of the certificate served, or "-". */
    String certificate() {
        return served == null ? "-" : DemoIdentity.nameOf(served) + " #" + DemoIdentity.serialOf(served);
    }
}
