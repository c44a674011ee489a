// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

/** What a ClientHello offers to take up again. */
enum SessionOffer {
    NOTHING,
    /** A session id (RFC 5246, section 7.4.1.2). */
    SESSION_ID,
    /** A ticket: of TLS 1.2 (RFC 5077, section 3.2) or as pre-shared key (RFC 8446, section 4.2.11). */
    TICKET;

    private static final int SESSION_TICKET = 35;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;

    /** Reads the body of a ClientHello. */
    static SessionOffer in(byte[] body) {
        try {
            HelloCursor hello = new HelloCursor(body, 0, body.length);
            hello.skip(2 + 32, "version and random");
            boolean id = hello.vector8("session id").hasMore();
            hello.vector16("cipher suites");
            hello.vector8("compression methods");
            return among(hello.vector16("extensions"), id);
        } catch (MalformedHello e) {
            throw new IllegalStateException("our own hello cannot be read", e);
        }
    }

    private static SessionOffer among(HelloCursor extensions, boolean id) throws MalformedHello {
        boolean ticket = false;
        boolean tls13 = false;
        while (extensions.hasMore()) {
            int type = extensions.uint16("extension type");
            boolean content = extensions.vector16("extension").hasMore();
            ticket |= type == PRE_SHARED_KEY || (type == SESSION_TICKET && content);
            tls13 |= type == SUPPORTED_VERSIONS;
        }
        if (ticket) {
            return TICKET;
        }
        return id && !tls13 ? SESSION_ID : NOTHING; // in TLS 1.3 the id is there for middleboxes only
    }
}
