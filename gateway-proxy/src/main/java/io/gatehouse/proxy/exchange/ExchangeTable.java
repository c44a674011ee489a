// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

/**
 * What happens to an exchange, as a table: phase and event give the reaction. A pure function.
 *
 * <p>Two rules are behind it. What has not begun to be answered can be answered by the gateway; what has begun can only be
 * cut. And a request is sent again only if that cannot be noticed.
 */
final class ExchangeTable {
    /** What can go wrong. */
    enum Event {
        /** The client's connection is gone. */
        CLIENT_GONE,
        /** The request breaks a rule, a limit or a deadline after its head was accepted. */
        REQUEST_BROKEN,
        /** No connection to the node: refused, timed out, TLS failed, name not found. */
        CONNECT_FAILED,
        /** The upstream closed its connection, or it was reset. */
        UPSTREAM_CLOSED,
        /** The upstream broke a rule or a deadline. */
        UPSTREAM_BROKEN
    }

    enum Reaction {
        /** Nothing can be said to anybody: release what is held, report. */
        ABANDON,
        /** Next node, if the retry rule allows one; else answer. */
        TRY_NEXT_NODE,
        /** Once more on a fresh connection, if the request is {@linkplain Repeatable repeatable}; else answer. */
        REPEAT,
        /** The gateway answers in the upstream's place. */
        ANSWER,
        /** The response cannot be completed: cut both connections. */
        CUT,
        /** Too late to matter. */
        IGNORE,
        /** Cannot happen; ours to fix. */
        IMPOSSIBLE
    }

    private ExchangeTable() {}

    static Reaction reactionTo(Event event, Phase phase) {
        return switch (phase) {
            case ACQUIRING ->
                switch (event) {
                    case CLIENT_GONE -> Reaction.ABANDON;
                    case REQUEST_BROKEN -> Reaction.ANSWER;
                    case CONNECT_FAILED -> Reaction.TRY_NEXT_NODE;
                    case UPSTREAM_CLOSED, UPSTREAM_BROKEN -> Reaction.IMPOSSIBLE;
                };
            case AWAITING ->
                switch (event) {
                    case CLIENT_GONE -> Reaction.ABANDON;
                    case REQUEST_BROKEN, UPSTREAM_BROKEN -> Reaction.ANSWER;
                    case UPSTREAM_CLOSED -> Reaction.REPEAT;
                    case CONNECT_FAILED -> Reaction.IMPOSSIBLE;
                };
            case STREAMING ->
                switch (event) {
                    case CLIENT_GONE -> Reaction.ABANDON;
                    case REQUEST_BROKEN, UPSTREAM_BROKEN, UPSTREAM_CLOSED -> Reaction.CUT;
                    case CONNECT_FAILED -> Reaction.IMPOSSIBLE;
                };
            case DELIVERING -> event == Event.CLIENT_GONE ? Reaction.ABANDON : Reaction.IGNORE;
            case DONE -> Reaction.IGNORE;
        };
    }

    /**
     * What decides whether a request may be sent a second time: RFC 9110, section 9.2.2, and RFC 9112, section 9.3.1.
     *
     * @param reusedConnection it went out on a connection that had lain idle, which the upstream may close at any moment
     * @param idempotent by its method
     * @param bodiless nothing of it is gone that cannot be sent again
     * @param answered anything came back, an interim response included
     */
    record Repeatable(boolean reusedConnection, boolean idempotent, boolean bodiless, boolean answered) {
        boolean allowed() {
            return reusedConnection && idempotent && bodiless && !answered;
        }
    }
}
