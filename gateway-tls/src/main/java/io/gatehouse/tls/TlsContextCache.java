// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/**
 * Owns the native contexts: built on first use, cached by content, the least recently used released when there are too many. A
 * handshake acquires a context, makes its handler and releases it at once; the engine keeps a reference of its own, so a context
 * that is evicted in the meantime lives until its last connection is closed.
 *
 * <p>Any thread. The lock guards the map only: contexts are built outside it, and two event loops that build the same one at the
 * same time end up with one.
 */
public final class TlsContextCache implements AutoCloseable {
    /** Chains of clients whose verification is remembered; some tens of MiB if there are so many clients. */
    private static final int KNOWN_CHAINS = 4096;

    /**
     * Octets that each connection keeps for what BoringSSL sends while it reads: two session tickets and an alert behind them, which
     * would be lost without room. What is longer, as a handshake's own messages, waits in BoringSSL and goes into the buffer of the
     * next record without another copy.
     */
    private static final int SENT_WHILE_READING = 640;

    /** The same where tickets hold the chain of a client. */
    private static final int SENT_WHILE_READING_WITH_CHAINS = 2048;

    private final Clock clock;
    private final KnownChains chains = new KnownChains(KNOWN_CHAINS);
    private final SystemTrust systemTrust = new SystemTrust();
    private final ServerContexts servers;
    private final ClientContexts clients;
    private final TicketSecrets tickets;
    private final Staples staples = new Staples();
    private final Map<ContextSpec, Resident> resident = new LinkedHashMap<>(64, 0.75f, true);
    private int maxResident;
    private boolean closed;

    /**
     * @param maxResident most contexts kept at once, of both sides together; at least 1
     * @param clock tells which certificates of peers are valid now, and how old ticket keys are
     */
    public TlsContextCache(int maxResident, Clock clock) {
        this.maxResident = atLeastOne(maxResident);
        this.clock = clock;
        this.servers = new ServerContexts(chains, clock);
        this.tickets = new TicketSecrets(clock, new SecureRandom());
        this.clients = new ClientContexts(clock, systemTrust);
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
            SslHandler handler = context.newHandler(alloc, serverName, port);
            refuseRenegotiation(handler);
            if (!isAddress(serverName)) {
                // said here, because Netty sends no name of a single label and the JDK allows none with an underscore
                SSL.setTlsExtHostName(pointer(handler), serverName);
            }
            return handler;
        } finally {
            context.release();
        }
    }

    /** A handler for a connection from a client; to be added to its pipeline at once. */
    SslHandler newServerHandler(TlsSpec spec, ByteBufAllocator alloc) throws SSLException {
        ReferenceCountedOpenSslContext context = acquire(spec);
        try {
            SslHandler handler = context.newHandler(alloc);
            if (!spec.tickets()) {
                // Netty turns tickets on for each engine that may speak TLS 1.3
                SSL.setOptions(pointer(handler), SSL.SSL_OP_NO_TICKET);
            }
            byte[] response = staples.toShow(spec.credential(), clock);
            if (response != null) {
                SSL.setOcspResponse(pointer(handler), response);
            }
            return handler;
        } finally {
            context.release();
        }
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
        removeIf(spec -> !(spec instanceof TlsSpec server ? index.uses(server) : used.contains((UpstreamTls) spec)));
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
        List<Map.Entry<ContextSpec, Resident>> all;
        synchronized (resident) {
            all = List.copyOf(resident.entrySet());
        }
        for (Map.Entry<ContextSpec, Resident> each : all) {
            Resident context = each.getValue();
            if (context.retain()) {
                try {
                    renewTicketKeys(each.getKey(), context);
                } finally {
                    context.release();
                }
            }
        }
    }

    /** Gives up what is remembered of clients and may not be used any more. To be called every few minutes. */
    public void forgetOldChains() {
        chains.forgetOld(clock.instant());
    }

    /** Whether the context of this spec, if it is kept, has the ticket keys of now. */
    boolean hasCurrentTicketKeys(TlsSpec spec) {
        synchronized (resident) {
            Resident context = resident.get(spec);
            return context == null || context.ticketEpoch == tickets.epoch();
        }
    }

    private void renewTicketKeys(ContextSpec spec, Resident context) {
        if (spec instanceof TlsSpec server && server.tickets()) {
            int epoch = tickets.epoch();
            if (context.ticketEpoch != epoch) {
                context.setTicketKeys(tickets.keysOf(server), epoch);
            }
        }
    }

    /** Changes how many contexts are kept at once. */
    public void resize(int newMaxResident) {
        synchronized (resident) {
            maxResident = atLeastOne(newMaxResident);
        }
        release(evict());
    }

    /** How many contexts are kept now. */
    public int resident() {
        synchronized (resident) {
            return resident.size();
        }
    }

    /** Releases all contexts; connections that use one keep it until they close. */
    @Override
    public void close() {
        synchronized (resident) {
            closed = true;
        }
        removeIf(spec -> true);
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

    /** The context of this content, retained for the caller, with the ticket keys of now. */
    ReferenceCountedOpenSslContext acquire(ContextSpec spec) throws SSLException {
        Resident known;
        synchronized (resident) {
            known = resident.get(spec);
            if (known != null) {
                known.context.retain();
            }
        }
        if (known == null) {
            known = keep(spec, new Resident(build(spec)));
        }
        renewTicketKeys(spec, known);
        return known.context;
    }

    private ReferenceCountedOpenSslContext build(ContextSpec spec) throws SSLException {
        ReferenceCountedOpenSslContext context =
                spec instanceof TlsSpec server ? servers.build(server) : clients.build((UpstreamTls) spec);
        context.setBioNonApplicationBufferSize(sentWhileReading(spec));
        return context;
    }

    private static int sentWhileReading(ContextSpec spec) {
        return spec instanceof TlsSpec server && server.clientPolicy().isPresent()
                ? SENT_WHILE_READING_WITH_CHAINS
                : SENT_WHILE_READING;
    }

    private Resident keep(ContextSpec spec, Resident built) {
        synchronized (resident) {
            if (closed) {
                return built; // used once and then gone
            }
            Resident other = resident.putIfAbsent(spec, built);
            (other == null ? built : other).context.retain();
            if (other != null) {
                built.release();
                return other;
            }
        }
        release(evict());
        return built;
    }

    /** Takes what is too much out of the map, eldest first. */
    private List<Resident> evict() {
        List<Resident> evicted = new ArrayList<>(1);
        synchronized (resident) {
            Iterator<Resident> eldest = resident.values().iterator();
            for (int excess = resident.size() - maxResident; excess > 0; excess--) {
                evicted.add(eldest.next());
                eldest.remove();
            }
        }
        return evicted;
    }

    /** Handshakes need the lock: what is compared is compared outside of it. */
    private void removeIf(Predicate<ContextSpec> unused) {
        List<ContextSpec> all;
        synchronized (resident) {
            all = List.copyOf(resident.keySet());
        }
        List<ContextSpec> found = all.stream().filter(unused).toList();
        List<Resident> removed = new ArrayList<>(found.size());
        synchronized (resident) {
            for (ContextSpec each : found) {
                Resident context = resident.remove(each);
                if (context != null) {
                    removed.add(context);
                }
            }
        }
        release(removed);
    }

    private static void release(List<Resident> contexts) {
        contexts.forEach(Resident::release);
    }

    /** Netty lets upstreams renegotiate once, but who the two sides are must not change within a connection. */
    private static void refuseRenegotiation(SslHandler handler) throws SSLException {
        try {
            SSL.setRenegotiateMode(pointer(handler), SSL.SSL_RENEGOTIATE_NEVER);
        } catch (Exception e) {
            ReferenceCountUtil.release(handler.engine()); // it never gets into a pipeline
            throw new SSLException("renegotiation cannot be turned off", e);
        }
    }

    private static long pointer(SslHandler handler) {
        return ((ReferenceCountedOpenSslEngine) handler.engine()).sslPointer();
    }

    private static boolean isAddress(String name) {
        return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    }

    private static int atLeastOne(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("maxResident: " + max + " (expected: >= 1)");
        }
        return max;
    }

    /** A context in the cache, and which ticket keys it has. */
    private static final class Resident {
        final ReferenceCountedOpenSslContext context;
        volatile int ticketEpoch = -1;

        Resident(ReferenceCountedOpenSslContext context) {
            this.context = context;
        }

        /** May be done by two threads at once: both set keys of now. */
        void setTicketKeys(OpenSslSessionTicketKey[] keys, int epoch) {
            context.sessionContext().setTicketKeys(keys);
            ticketEpoch = epoch;
        }

        /** False if it is gone meanwhile. */
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
}
