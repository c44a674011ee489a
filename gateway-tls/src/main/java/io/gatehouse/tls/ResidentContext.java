// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.util.IllegalReferenceCountException;
import java.util.function.Consumer;

/** A native context of the cache: what it was built from, and which ticket keys it has. Any thread. */
final class ResidentContext {
    private final ContextSpec spec;
    private final ReferenceCountedOpenSslContext context;
    private final Consumer<OpenSslSessionTicketKey[]> keys;
    private volatile int ticketEpoch = -1; // that of its ticket keys; it has none yet

    /** Takes the reference of the caller over. */
    ResidentContext(ContextSpec spec, ReferenceCountedOpenSslContext context) {
        this(spec, context, ticketKeys -> context.sessionContext().setTicketKeys(ticketKeys));
    }

    /** The same, with another way for ticket keys into the context. */
    ResidentContext(
            ContextSpec spec, ReferenceCountedOpenSslContext context, Consumer<OpenSslSessionTicketKey[]> keys) {
        this.spec = spec;
        this.context = context;
        this.keys = keys;
    }

    ReferenceCountedOpenSslContext context() {
        return context;
    }

    /** Gives it the keys of now, if it has others. */
    void renewTicketKeys(TicketSecrets tickets) {
        if (spec instanceof TlsSpec server && server.tickets() && !hasCurrentTicketKeys(tickets)) {
            renew(server, tickets);
        }
    }

    /** One thread at a time: else one that was slow could put back the keys of before, under the number of those of now. */
    private synchronized void renew(TlsSpec server, TicketSecrets tickets) {
        int epoch = tickets.epoch();
        if (epoch != ticketEpoch) {
            keys.accept(tickets.keysOf(server));
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
