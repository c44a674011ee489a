// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

/** Why a handshake with a client did not come to an end. The names are labels of metrics. */
public enum HandshakeFailure {
    /** No SNI, and neither fallback_sni nor default_ssl answers. */
    NO_SNI,
    /** No ssl object for this name. */
    UNKNOWN_NAME,
    /** The ssl object of this name could not be loaded. */
    QUARANTINED,
    /** The ClientHello does not have the form of one. */
    MALFORMED_HELLO,
    /** The ClientHello is larger than allowed. */
    HELLO_TOO_LARGE,
    /** Hello and handshake took too long. */
    TIMEOUT,
    /** An HTTP request instead of a TLS record. */
    PLAINTEXT_HTTP,
    /** Something else instead of a TLS record. */
    NOT_TLS,
    /** A client certificate is required and none came. */
    CLIENT_CERTIFICATE_MISSING,
    /** The client's certificate does not satisfy the policy. */
    CLIENT_CERTIFICATE_REFUSED,
    /** The client's certificate, or one that it was issued by, is revoked. */
    CLIENT_CERTIFICATE_REVOKED,
    /** The revocation list that the client has to be looked up in is past its next update. */
    CRL_STALE,
    /** There are revocation lists, but none of an issuer of the client's chain. */
    CRL_MISSING,
    /** A resumed session whose certificates do not satisfy the policy any more. */
    RESUMPTION_REFUSED,
    /** No common version, suite or application protocol, an alert of the client, a broken message. */
    PROTOCOL,
    /** The client went away in the middle. */
    CLOSED,
    /** The gateway's direct memory ran out. */
    OUT_OF_MEMORY,
    /** The gateway itself could not go on. */
    INTERNAL
}
