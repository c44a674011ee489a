// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * Owns the native contexts and what handshakes share, and makes the TLS handlers of both sides. A handshake acquires a context, makes
 * its handler and releases it at once; the engine keeps a reference of its own, so a context that is evicted in the meantime lives
 * until its last connection is closed.
 *
 * <p>Any thread. Contexts are built on first use and cached by content ({@link ResidentContexts}).
 */
public final class TlsContextCache implements AutoCloseable {
    /** Chains of clients whose verification is remembered; some tens of MiB if there are so many clients. */
    private static final int KNOWN_CHAINS = 4096;

    private final Clock clock;
    private final KnownChains chains = new KnownChains(KNOWN_CHAINS);
    private final SystemTrust systemTrust = new SystemTrust();
    private final Staples staples = new Staples();
    private final TicketSecrets tickets;
    private final ServerContexts servers;
    private final ClientContexts clients;
    private final ResidentContexts resident;

    /**
     * @param maxResident most contexts kept at once, of both sides together; at least 1
     * @param clock tells which certificates of peers are valid now, and how old ticket keys are
     */
    public TlsContextCache(int maxResident, Clock clock) {
        this.clock = clock;
        this.tickets = new TicketSecrets(clock, new SecureRandom());
        this.servers = new ServerContexts(chains, clock);
        this.clients = new ClientContexts(clock, systemTrust);
        this.resident = new ResidentContexts(maxResident, this::build);
    }

    /**
     * A handler for a connection to an upstream; to be added to its pipeline at once, because the handler owns native memory.
     *
     * @param serverName the DNS name to send and verify, or an IP literal (no SNI is sent, IP addresses are verified)
     * @throws SSLException if the native context cannot be built
     */
    public SslHandler newClientHandler(UpstreamTls tls, ByteBufAllocator alloc, String serverName, int port)
            throws SSLException {
        ReferenceCountedOpenSslContext context = acquire(tls);
        try {
            return TlsHandlers.client(context, alloc, serverName, port);
        } finally {
            context.release();
        }
    }

    /** A handler for a connection from a client; to be added to its pipeline at once. */
    SslHandler newServerHandler(TlsSpec spec, ByteBufAllocator alloc) throws SSLException {
        ReferenceCountedOpenSslContext context = acquire(spec);
        try {
            return TlsHandlers.server(context, alloc, spec, staples.toShow(spec.credential(), clock));
        } finally {
            context.release();
        }
    }

    /** The context of this content, retained for the caller, with the ticket keys of now. */
    ReferenceCountedOpenSslContext acquire(ContextSpec spec) throws SSLException {
        ResidentContext found = resident.acquire(spec);
        found.renewTicketKeys(tickets);
        return found.context();
    }

    private ReferenceCountedOpenSslContext build(ContextSpec spec) throws SSLException {
        return spec instanceof TlsSpec server ? servers.build(server) : clients.build((UpstreamTls) spec);
    }

    /**
     * Before a swap: reads what handshakes with these upstreams will need and an event loop must not wait for, which is the trust
     * store of the system.
     */
    public void prepare(Collection<UpstreamTls> upstreams) {
        if (upstreams.stream().anyMatch(UpstreamTls::trustsSystem)) {
            systemTrust.anchors();
        }
    }

    /** After a swap: gives up every context that neither this index nor these upstreams can ask for. */
    public void retainOnly(SslIndex index, Collection<UpstreamTls> upstreams) {
        Set<UpstreamTls> used = Set.copyOf(upstreams);
        resident.keepOnly(
                spec -> spec instanceof TlsSpec server ? index.uses(server) : used.contains((UpstreamTls) spec));
    }

    /** From now on ticket keys are derived from these secrets; without any, from secrets that the process makes. */
    public void shareTickets(TicketKeySet keys) {
        tickets.share(keys);
        renewTicketKeys();
    }

    /**
     * Gives contexts whose ticket keys are too old the current ones. A handshake does so for its own; this is for contexts that no
     * handshake asks for, so that nothing keeps old keys. To be called every few minutes, not on an event loop.
     */
    public void renewTicketKeys() {
        resident.forEach(each -> each.renewTicketKeys(tickets));
    }

    /** Whether the context of this spec, if it is kept, has the ticket keys of now. */
    boolean hasCurrentTicketKeys(TlsSpec spec) {
        ResidentContext context = resident.peek(spec);
        return context == null || context.hasCurrentTicketKeys(tickets);
    }

    /** Gives up what is remembered of clients and may not be used any more. To be called every few minutes. */
    public void forgetOldChains() {
        chains.forgetOld(clock.instant());
    }

    /** Changes how many contexts are kept at once. */
    public void resize(int newMaxResident) {
        resident.resize(newMaxResident);
    }

    /** How many contexts are kept now. */
    int resident() {
        return resident.size();
    }

    /** Releases all contexts; connections that use one keep it until they close. */
    @Override
    public void close() {
        resident.close();
    }

    /** What handshakes show beside the certificates. */
    public Staples staples() {
        return staples;
    }

    SystemTrust systemTrust() {
        return systemTrust;
    }

    KnownChains knownChains() {
        return chains;
    }

    Clock clock() {
        return clock;
    }
}
