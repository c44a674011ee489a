// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.util.IllegalReferenceCountException;

/** A native context of the cache: what it was built from, and which ticket keys it has. Any thread. */
final class ResidentContext {
    private final ContextSpec spec;
    private final ReferenceCountedOpenSslContext context;
    private volatile int ticketEpoch = -1; // that of its ticket keys; it has none yet

    /** Takes the reference of the caller over. */
    ResidentContext(ContextSpec spec, ReferenceCountedOpenSslContext context) {
        this.spec = spec;
        this.context = context;
    }

    ReferenceCountedOpenSslContext context() {
        return context;
    }

    /** Gives it the keys of now, if it has others. May be done by two threads at once: both give it keys of now. */
    void renewTicketKeys(TicketSecrets tickets) {
        if (spec instanceof TlsSpec server && server.tickets() && !hasCurrentTicketKeys(tickets)) {
            int epoch = tickets.epoch();
            context.sessionContext().setTicketKeys(tickets.keysOf(server));
            ticketEpoch = epoch;
        }
    }

    boolean hasCurrentTicketKeys(TicketSecrets tickets) {
        return ticketEpoch == tickets.epoch();
    }

    /** False if it is gone, which it is not while it is in the cache. */
    boolean retain() {
        try {
            context.retain();
            return true;
        } catch (IllegalReferenceCountException e) {
            return false;
        }
    }

    void release() {
        context.release();
    }
}
