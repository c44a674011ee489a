// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.Certificate;
import java.time.Instant;

/** What is asked about the chain of a client. */
@FunctionalInterface
interface ChainCheck {
    /**
     * The path by which the chain is accepted.
     *
     * @param presented leaf first, then intermediates in any order
     * @throws OpenSslCertificateException with the reason, if it is not
     */
    VerifiedPath verify(Certificate[] presented, Instant now) throws OpenSslCertificateException;
}
