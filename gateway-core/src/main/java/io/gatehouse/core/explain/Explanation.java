// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.proxy.stream.Outcome;
import java.util.List;

/**
 * What becomes of a {@link Question}, step by step.
 *
 * @param steps in the order in which the data path takes them; those that are not reached are not there
 */
public record Explanation(List<Step> steps, Result result) {
    public Explanation {
        steps = List.copyOf(steps);
    }

    /**
     * The end.
     *
     * @param status that the gateway answers with; 0 if it does not answer but forwards, or refuses the handshake
     * @param alert that refuses the handshake, by its name in RFC 8446, section 6.2; "" if none does
     * @param outcome as the access log has it, or the reason under {@code handshakes_refused} of the status page; "" for PROXY,
     *     because that is the upstream's
     * @param reason for people
     */
    public record Result(Kind kind, int status, String alert, String outcome, String reason) {
        static Result answer(Kind kind, int status, Outcome outcome, String reason) {
            return new Result(kind, status, "", outcome.label(), reason);
        }
    }

    /** How it ends; the names are stable. */
    public enum Kind {
        /** An upstream gets the request. */
        PROXY,
        /** The gateway answers as it is configured to. */
        ANSWER,
        /** No request: the handshake ends, as a rule with an alert. */
        HANDSHAKE_REFUSED,
        /** The gateway answers with an error. */
        REFUSED,
        /** No route fits: 404. */
        NO_ROUTE
    }
}
