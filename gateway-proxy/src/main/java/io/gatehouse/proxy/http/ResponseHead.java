// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * The head of a response that kept every rule, without framing and hop-by-hop fields.
 *
 * @param status code and reason
 * @param bodyLength of what follows this head, or a constant of {@link BodyLength}; for an answer to HEAD and for 304 nothing
 *     follows
 * @param declaredLength the Content-Length that an answer without body may carry (HEAD, 304), or {@link BodyLength#NONE}
 * @param keepAlive the upstream would use its connection again
 * @param headers the exchange's to change
 */
public record ResponseHead(
        HttpResponseStatus status, long bodyLength, long declaredLength, boolean keepAlive, HttpHeaders headers) {

    /** Whether another head follows: 1xx but 101, which is a final answer in HTTP. */
    public boolean interim() {
        return status.code() < 200 && status.code() != 101;
    }
}
