// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.TlsVersion;
import java.util.Optional;

/**
 * One cell of the cross test: a session made at one ssl object and offered at another.
 *
 * @param version the only one that the client speaks
 * @param madeAt the object that gave the session
 * @param maker who was there then
 * @param offeredAt the object that is offered the session, as it was when the session was made
 * @param reload what then happened to that object
 * @param offerer who offers the session
 * @param sharedKeys whether ticket keys come from files that all processes share
 */
record Crossing(
        TlsVersion version,
        CrossSpec madeAt,
        CrossClient maker,
        CrossSpec offeredAt,
        CrossReload reload,
        CrossClient offerer,
        boolean sharedKeys) {

    /**
     * What comes of it.
     *
     * @param resumed the session is taken up
     * @param refusal why no request gets through; empty if one does
     * @param proven who is reported as the peer
     */
    record Outcome(boolean resumed, Optional<HandshakeFailure> refusal, Optional<CrossClient> proven) {}

    /**
     * The rule. A session is taken up only by the object that made it, while nothing of its description has changed and what keeps it is
     * there; its maker was then verified by this very policy. All else is a full handshake, in which nothing counts but what the
     * offering client can show itself.
     */
    Outcome expected() {
        CrossSpec now = reload.of(offeredAt);
        if (madeAt.equals(now) && reload.keepsSessions(madeAt.tickets(), sharedKeys)) {
            return new Outcome(true, Optional.empty(), now.proves(maker));
        }
        Optional<HandshakeFailure> refusal = now.refusal(offerer);
        return new Outcome(false, refusal, refusal.isEmpty() ? now.proves(offerer) : Optional.empty());
    }

    /** What stands in the hello. */
    SessionOffer offer() {
        return madeAt.tickets() ? SessionOffer.TICKET : SessionOffer.SESSION_ID;
    }

    @Override
    public String toString() {
        return version.label() + " " + offer() + " of " + maker + " from " + madeAt.id() + ", offered by " + offerer
                + " to " + offeredAt.id() + ", reload: " + reload;
    }
}
