// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

/** A ClientHello that does not have the form that RFC 8446 section 4.1.2 gives it. Without stack trace: clients cause it. */
final class MalformedHello extends Exception {
    private static final long serialVersionUID = 1;

    MalformedHello(String what) {
        super(what, null, false, false);
    }
}
